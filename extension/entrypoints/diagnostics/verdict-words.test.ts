import { catalogue, defaultPolicy, violationTypes } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import {
  claimText,
  ruleText,
  standingOf,
  standingsOf,
  VerdictNews,
  type Judging,
} from './verdict-words.ts';

const { violations } = defaultPolicy;
const judging: Judging = {
  rules: violations,
  switchedOff: new Set(),
  verdicts: { head_turned: 'shows', no_face: 'clear', gaze_away: 'unsure' },
  identity: null,
};

describe('how a detector stands', () => {
  it('is what it says of the latest picture', () => {
    expect(standingOf('head_turned', judging)).toBe('shows');
    expect(standingOf('no_face', judging)).toBe('clear');
    expect(standingOf('gaze_away', judging)).toBe('unsure');
    expect(standingOf('low_light', judging)).toBe('waiting');
  });

  it('is why it says nothing, where it does not judge', () => {
    const rules = { ...violations, head_turned: { ...violations.head_turned, enabled: false } };
    expect(standingOf('head_turned', { ...judging, rules })).toBe('not_looked_for');
    const switchedOff = new Set(['head_turned' as const]);
    expect(standingOf('head_turned', { ...judging, switchedOff })).toBe('switched_off');
  });

  it('is nothing about identity where faces were not compared', () => {
    const verdicts = { identity_mismatch: 'clear' } as const;
    expect(standingOf('identity_mismatch', { ...judging, verdicts })).toBe('not_here');
    const compared = { ...judging, verdicts, identity: 0.2 };
    expect(standingOf('identity_mismatch', compared)).toBe('clear');
  });

  it('is told for every violation', () => {
    expect(Object.keys(standingsOf(judging))).toEqual([...violationTypes]);
  });

  it('goes by the times of the exam', () => {
    const rules = { ...violations, no_face: { ...violations.no_face, heldForMs: 12_000 } };
    expect(ruleText('no_face', rules)).toBe('after 12 s');
    expect(ruleText('identity_mismatch', violations)).toBe('in 3 of 5 looks');
    expect(claimText('no_face', 3240)).toBe('No face, held for 3.2 s');
    expect(claimText('identity_mismatch', 0)).toBe(catalogue.identity_mismatch.label);
  });
});

describe('what is read out', () => {
  const calm = standingsOf({ ...judging, verdicts: { head_turned: 'clear', no_face: 'clear' } });
  const turned = { ...calm, head_turned: 'shows' as const };

  it('is a verdict that has changed and lasted, once', () => {
    const news = new VerdictNews(1500);
    expect(news.hear(calm, 0)).toBeNull();
    expect(news.hear(turned, 1000)).toBeNull();
    expect(news.hear(turned, 2499)).toBeNull();
    expect(news.hear(turned, 2500)).toBe('Head turned away: shows.');
    expect(news.hear(turned, 9000)).toBeNull();
    news.hear(calm, 9100);
    expect(news.hear(calm, 10_600)).toBe('Head turned away: clear.');
  });

  it('is not one that flickers', () => {
    const news = new VerdictNews(1500);
    for (let at = 0; at < 60_000; at += 250) {
      expect(news.hear((at / 250) % 5 === 0 ? turned : calm, at)).toBeNull();
    }
  });

  it('is what shows from the start, and not what is clear from the start', () => {
    const news = new VerdictNews(1500);
    news.hear(turned, 0);
    expect(news.hear(turned, 1500)).toBe('Head turned away: shows.');
  });

  it('is not that the first picture has been judged', () => {
    const news = new VerdictNews(1500);
    news.hear(standingsOf({ ...judging, verdicts: {} }), 0);
    news.hear(calm, 100);
    expect(news.hear(calm, 1600)).toBeNull();
    news.hear(turned, 1700);
    expect(news.hear(turned, 3200)).toBe('Head turned away: shows.');
  });

  it('is all that is new at once', () => {
    const news = new VerdictNews(0);
    news.hear(calm, 0);
    expect(news.hear({ ...turned, no_face: 'unsure' }, 10)).toBe(
      'No face: cannot tell. Head turned away: shows.',
    );
  });
});
