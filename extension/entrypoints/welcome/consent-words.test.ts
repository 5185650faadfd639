import {
  catalogue,
  defaultPolicy,
  pageEventCatalogue,
  pageEventTypes,
  policySchema,
  studentViewSchema,
} from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { config } from '../../config.ts';
import { detectedTypes } from '../../vision/index.ts';
import {
  calibrationWords,
  comparisonWords,
  deletionWords,
  keptHereWords,
  learntSummary,
  lookedFor,
  lookedForSummary,
  noteWords,
  pageNotices,
  pageWords,
  retentionWords,
  sentSummary,
  messageWords,
  videoWords,
  viewWords,
  windowWords,
} from './consent-words.ts';

const { violations, pageEvents } = defaultPolicy;

describe('the consent text', () => {
  it('says until when the exam goes on for this student', () => {
    const opensAt = Date.UTC(2026, 11, 4, 8);
    const exam = { opensAt, closesAt: opensAt + 2 * 3_600_000, timeZone: 'Europe/Madrid' };
    expect(windowWords(exam, { extraTimeMs: 0 })).toContain('09:00 to 11:00');
    expect(windowWords(exam, { extraTimeMs: 600_000 })).toContain('09:00 to 11:10');
  });

  it('names everything that the exam looks for in the picture, and for how long', () => {
    expect(lookedFor(defaultPolicy)).toHaveLength(detectedTypes.length);
    expect(lookedFor(defaultPolicy)).toEqual(
      expect.arrayContaining([
        'second face, for 1.5 seconds or longer',
        'no face, for 3 seconds or longer',
        'poor picture, for 8 seconds or longer',
      ]),
    );
  });

  it.each(detectedTypes)('does not name what this exam does not look for: %s', (type) => {
    const policy = policySchema.parse({
      violations: { ...violations, [type]: { ...violations[type], enabled: false } },
    });
    const text = lookedFor(policy).join('\n').toLowerCase();
    expect(text).not.toContain(`${catalogue[type].label.toLowerCase()},`);
    expect(lookedFor(policy)).toHaveLength(detectedTypes.length - 1);
  });

  it('goes by the times of this exam', () => {
    const policy = policySchema.parse({
      violations: { ...violations, no_face: { ...violations.no_face, heldForMs: 12_000 } },
    });
    expect(lookedFor(policy)).toContain('no face, for 12 seconds or longer');
  });

  it('names exactly what the exam notices of the page', () => {
    expect(pageNotices(defaultPolicy)).toEqual(
      pageEventTypes
        .filter((type) => pageEventCatalogue[type].enabled)
        .map((type) => pageEventCatalogue[type].notice),
    );
    const none = policySchema.parse({
      pageEvents: Object.fromEntries(
        pageEventTypes.map((type) => [type, { ...pageEvents[type], enabled: false }]),
      ),
    });
    expect(pageNotices(none)).toEqual([]);
    expect(pageWords(none)).toMatch(/^Nothing:/);
    expect(pageWords(defaultPolicy)).toMatch(/Nothing on it is read/);
  });

  it('says what becomes of the face where it is compared, and nothing where it is not', () => {
    const compared = (enabled: boolean) =>
      policySchema.parse({
        violations: {
          ...violations,
          identity_mismatch: { ...violations.identity_mismatch, enabled },
        },
      });
    expect(comparisonWords(compared(false))).toBeNull();
    expect(learntSummary(compared(false))).not.toMatch(/face/);
    expect(learntSummary(compared(true))).toMatch(/face in numbers/);
    const words = comparisonWords(compared(true));
    for (const fact of [/this computer/, /memory/, /sent to nobody/, /deleted when/, /0 and 2/]) {
      expect(words).toMatch(fact);
    }
  });

  it('says what is measured with the dots, where it is kept, and that they can be skipped', () => {
    for (const fact of [
      /skip .* without any disadvantage/,
      /head .* eyes/,
      /no picture/,
      /until/,
    ]) {
      expect(calibrationWords).toMatch(fact);
    }
    expect(noteWords).toMatch(/dots .* skipped.* pictures of faces behind you.* stopped/);
  });

  it('says when the video is sent, and that messages are noted', () => {
    const words = (video: 'continuous' | 'on_demand') => videoWords(policySchema.parse({ video }));
    expect(words('continuous')).toBe('The live video');
    expect(words('on_demand')).toMatch(/only while .* looks at it$/);
    const summary = (video: 'continuous' | 'on_demand') =>
      sentSummary(policySchema.parse({ video }));
    expect(summary('continuous')).toMatch(/^The live video, short reports/);
    expect(summary('on_demand')).toMatch(/^The live video while somebody looks/);
    expect(messageWords).toMatch(/you write .* noted .* pause/);
  });

  it('says when everything is deleted', () => {
    expect(retentionWords(1)).toMatch(/deleted one day after the exam/);
    expect(retentionWords(30)).toMatch(/deleted 30 days after the exam/);
  });

  it('says in a line how much is looked for', () => {
    const { length } = lookedFor(defaultPolicy);
    expect(lookedForSummary(defaultPolicy)).toContain(`looks for ${length} things in your picture`);
    const none = policySchema.parse({
      pageEvents: Object.fromEntries(
        pageEventTypes.map((type) => [type, { ...pageEvents[type], enabled: false }]),
      ),
    });
    expect(lookedForSummary(none)).toContain('at nothing on the quiz page');
  });

  it('names the days on which it is deleted, and what stays on this computer until when', () => {
    const picturesAt = Date.UTC(2027, 0, 3, 9);
    const recordsAt = Date.UTC(2027, 11, 4, 9);
    expect(deletionWords({ picturesAt, recordsAt }, 'Europe/Madrid')).toBe(
      'Pictures, notes and messages until Sunday 3 January 2027. That you took part, what was decided, and what you answered to it, until Saturday 4 December 2027.',
    );
    expect(keptHereWords).toMatch(/your name .* deleted .* one day after/);
    expect(config.page.keepEnrolmentMs).toBe(86_400_000);
  });

  it('promises to show no more than the exam shows', () => {
    const all = studentViewSchema.parse({});
    expect(viewWords(all)).toBe(
      'During the exam: when something is noticed, and who watches, as a number. Afterwards: everything that was noticed, with its pictures, and you can answer it for 14 days.',
    );
    expect(viewWords({ ...all, receipt: 'incidents', appealDays: 0 })).toMatch(
      /Afterwards: everything that was noticed, without the pictures\.$/,
    );
    expect(
      viewWords({ warnings: false, watchers: 'hidden', receipt: 'arrival', appealDays: 14 }),
    ).toBe('Afterwards: that your exam has arrived.');
  });
});
