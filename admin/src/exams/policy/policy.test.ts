import {
  defaultPolicy,
  policyPresets,
  presetNames,
  policyDifferences,
} from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLocale } from '../../i18n/index.ts';
import { openExamConsole, type ExamConsole } from '../testing/exam-console.ts';
import { examServer, type ExamServer } from '../testing/exam-server.ts';
import { closestPreset, policyProblems, rulesOf } from './policy-draft.ts';
import { differenceWords, pathLabel, pathValue } from './policy-words.ts';
import { leavesOf } from '../form/merge.ts';

const standard = rulesOf(defaultPolicy);

describe('a policy', () => {
  it.each(presetNames)('that is %s is told so', (preset) => {
    expect(closestPreset(rulesOf(policyPresets[preset]))).toEqual({ preset, differences: [] });
  });

  it('that is nearly one preset is told beside that one', () => {
    const strict = rulesOf(policyPresets.strict);
    expect(closestPreset({ ...strict, reviewers: 1 })).toMatchObject({
      preset: 'strict',
      differences: [{ kind: 'value', field: 'reviewers', from: 2, to: 1 }],
    });
  });

  it('tells its differences as people say them', () => {
    const { violations, caps } = standard;
    const changed = {
      ...defaultPolicy,
      violations: {
        ...violations,
        gaze_away: { ...violations.gaze_away, enabled: false },
        no_face: { ...violations.no_face, heldForMs: 5_000, thresholdFactor: 1.5, weight: 1 },
      },
      caps: { ...caps, low: 10 },
      video: 'on_demand' as const,
      reviewers: 2 as const,
    };
    expect(policyDifferences(defaultPolicy, changed).map(differenceWords)).toEqual([
      'No face, held for: 3 s → 5 s',
      'No face, weight: 8 points → 1 point',
      'No face, threshold: ×1 → ×1.5',
      'Eyes away from the screen: on → off',
      'Reviewers who have to agree: 1 → 2',
      'Most points of the band “Low”: 15 → 10',
      'Video: Always sent → Sent while somebody looks',
    ]);
  });

  it.each(['en', 'ar'] as const)('has a name for each of its parts, in %s', async (locale) => {
    await setLocale(locale);
    for (const [path, value] of leavesOf(standard)) {
      expect(pathLabel(path)).not.toContain(path);
      expect(pathValue(path, value)).not.toBe('–');
    }
    await setLocale('en');
  });

  it('is refused where its numbers do not go together', () => {
    const { caps, levels } = standard;
    expect(policyProblems(standard)).toEqual([]);
    expect(policyProblems({ ...standard, caps: { ...caps, medium: 61 } })).toEqual(['caps_order']);
    expect(policyProblems({ ...standard, levels: { ...levels, look: 70 } })).toEqual([
      'levels_order',
    ]);
    expect(policyProblems({ ...standard, caps: { ...caps, low: 16 } })).toEqual(['low_not_clear']);
    const { no_face } = standard.violations;
    const violations = { ...standard.violations, no_face: { ...no_face, heldForMs: 1 } };
    expect(policyProblems({ ...standard, violations })).toEqual(['invalid']);
  });
});

describe('the policy’s page', () => {
  let server: ExamServer;
  let page: ExamConsole;

  beforeEach(async () => {
    server = examServer();
    page = await openExamConsole('/exams/physics/settings/policy');
  });
  afterEach(() => {
    page.close();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  const toggle = (type: string) => page.all(`[data-type="${type}"] [role="switch"]`)[0] ?? '';
  const saved = () => server.detail.exam.policy;

  it('tells a change beside its preset, and saves it', async () => {
    expect(page.text('differences')).toBe('Exactly as Standard.');
    await page.click(toggle('gaze_away'));
    expect(page.text('differences')).toContain('Eyes away from the screen: on → off');
    await page.click('save');
    expect(saved()).toMatchObject({ version: 2, violations: { gaze_away: { enabled: false } } });
    expect(page.text('save-bar')).toContain('Saved');
  });

  it('sets a number that is out of its range to the nearest in it, and says so', async () => {
    const [heldFor] = page.all('[data-type="no_face"] input[type="number"]');
    await page.type(heldFor ?? '', '50');
    expect(heldFor).toHaveProperty('value', '12');
    expect(page.all('[data-type="no_face"]')[0]?.textContent).toContain(
      'Set to the nearest that is possible: 1.5 to 12',
    );
    await page.type(heldFor ?? '', '');
    expect(heldFor).toHaveProperty('value', '12');
    await page.click('save');
    expect(saved().violations.no_face.heldForMs).toBe(12_000);
  });

  it('starts from another preset, and goes back', async () => {
    await page.click(page.all('[data-testid="presets"] input[value="light"]')[0] ?? '');
    expect(page.text('differences')).toBe('Exactly as Light.');
    await page.click(page.all('[data-testid="save-bar"] .button')[0] ?? '');
    expect(page.text('differences')).toBe('Exactly as Standard.');
  });

  it('is not saved while its numbers do not go together', async () => {
    const [low] = page.all('[data-testid="advanced"] input');
    await page.type(low ?? '', '20');
    expect(page.text('advanced')).toContain('must stay “clear”');
    await page.click('save');
    expect(saved().version).toBe(1);
  });

  it('takes an accommodation that was granted meanwhile along without a question', async () => {
    const accommodations = {
      a1: { violations: {}, extraTimeMs: 60_000, breakMs: 0, reason: 'x', granted: null },
    };
    server.changePolicy({ accommodations });
    await page.click(toggle('low_light'));
    await page.click('save');
    expect(page.all('[data-testid="overtaken"]')).toEqual([]);
    expect(saved()).toMatchObject({ version: 3, accommodations });
    expect(saved().violations.low_light.enabled).toBe(false);
  });

  it('that somebody else changed is put together by choice', async () => {
    const { violations } = saved();
    server.changePolicy({
      violations: { ...violations, no_face: { ...violations.no_face, weight: 20 } },
      reviewers: 2,
    });
    const weight = page.all('[data-type="no_face"] input[type="number"]')[2] ?? '';
    await page.type(weight, '9');
    await page.click('save');
    expect(page.text('overtaken')).toContain('No face, weight');
    expect(page.text('overtaken')).toContain('Reviewers who have to agree: 1 → 2');
    await page.click(page.all('[data-testid="conflict"] input[value="theirs"]')[0] ?? '');
    await page.click('save-together');
    expect(saved()).toMatchObject({ version: 3, reviewers: 2 });
    expect(saved().violations.no_face.weight).toBe(20);
  });
});
