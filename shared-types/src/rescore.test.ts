import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, violationTypes, type ViolationType } from './catalogue.ts';
import {
  evidenceOf,
  incidentSchema,
  isJudged,
  type Incident,
  type ViolationIncident,
} from './incident.ts';
import { selfDoubtingTypes } from './notes.ts';
import {
  contradictionType,
  defaultPolicy,
  policySchema,
  thresholdFactors,
  type Policy,
} from './policy.ts';
import { isBelowThreshold, rescore } from './rescore.ts';
import { notReviewed, type Review } from './review.ts';
import { score } from './score.ts';
import { policies } from './testing/policies.ts';

const picture = {
  id: 'e',
  sha256: 'a'.repeat(64),
  bytes: 1,
  width: 1,
  height: 1,
  capturedAt: 0,
};
const base = { attemptId: 'a', examId: 'x', policyVersion: 1, review: notReviewed };

function violation(
  id: string,
  type: ViolationType,
  capturedAt: number,
  more: Partial<ViolationIncident> = {},
): ViolationIncident {
  const { heldForMs, ttlMs } = catalogue[type];
  return {
    ...base,
    kind: 'violation',
    id,
    type,
    capturedAt,
    heldMs: heldForMs,
    signals: null,
    strength: null,
    ttlMs,
    confirmedAt: capturedAt,
    evidence: picture,
    witness: { state: 'missing', reason: 'no_stream' },
    ...more,
  };
}
const decided = (state: Review['state']): Review => ({
  ...notReviewed,
  ...{ state, staffId: 's', at: 1 },
});
const contradiction = (review: Review): Incident => ({
  ...base,
  kind: 'contradiction',
  id: 'c',
  type: contradictionType,
  capturedAt: 5,
  recordedAt: 6,
  contradiction: 'faces',
  looks: [
    { evidence: picture, saw: 2, said: 1 },
    { evidence: picture, saw: 2, said: 1 },
  ],
  review,
});
const hidden = (durationMs: number | null): Incident => ({
  ...base,
  kind: 'page_event',
  id: 'p',
  type: 'page_hidden',
  capturedAt: 5,
  recordedAt: 6,
  durationMs,
  ttlMs: 20_000,
});
const changed = (change: (policy: Policy) => void): Policy => {
  const policy = structuredClone(defaultPolicy);
  change(policy);
  return policySchema.parse({ ...policy, version: 2 });
};
const reasons = (incidents: Incident[], policy = defaultPolicy) =>
  rescore(incidents, policy).lines.map(({ incident, reason }) => [incident.id, reason]);

describe('judging incidents', () => {
  it('tells for each what it adds, and why others add nothing', () => {
    const {
      lines,
      counts,
      score: result,
    } = rescore(
      [
        violation('b', 'multiple_faces', 20),
        violation('a', 'no_face', 10),
        { ...violation('d', 'no_face', 90_000), review: decided('dismissed') },
        {
          kind: 'technical',
          id: 't',
          attemptId: 'a',
          examId: 'x',
          type: 'camera_lost',
          cause: null,
          capturedAt: 30,
          endedAt: null,
          detector: null,
        },
      ],
      defaultPolicy,
    );
    expect(lines.map((l) => [l.incident.id, l.reason, l.points, l.scoreAfter])).toEqual([
      ['a', 'counted', 8, 8],
      ['b', 'counted', 15, 23],
      ['t', 'technical', 0, 23],
      ['d', 'dismissed', 0, 23],
    ]);
    expect(counts).toEqual({ multiple_faces: 1, no_face: 1 });
    expect(result).toEqual(score(counts));
  });

  it('adds nothing where the band is full', () => {
    const many = Array.from({ length: 7 }, (_, i) => violation(`v${i}`, 'head_turned', i * 30_000));
    const { lines } = rescore(many, defaultPolicy);
    expect(lines.map(({ points }) => points)).toEqual([3, 3, 3, 3, 3, 0, 0]);
    expect(lines.map(({ reason }) => reason)).toEqual(Array(7).fill('counted'));
  });

  it('lets a contradiction count only once a person has accepted it', () => {
    for (const state of ['open', 'unsure', 'dismissed'] as const) {
      expect(rescore([contradiction(decided(state))], defaultPolicy).score.value).toBe(0);
    }
    expect(rescore([contradiction(decided('accepted'))], defaultPolicy).score.value).toBe(15);
  });

  it('counts a page event while it lasts, and by its duration afterwards', () => {
    expect(reasons([hidden(null)])).toEqual([['p', 'counted']]);
    expect(reasons([hidden(4000)])).toEqual([['p', 'counted']]);
    expect(reasons([hidden(400)])).toEqual([['p', 'too_short']]);
  });
});

/** A detector that was found to be wrong; `disregardedFrom` is where the doubt begins. */
const detectorOff = (
  detector: ViolationType,
  disregardedFrom: number,
  id = `off-${detector}-${disregardedFrom}`,
): Incident => ({
  kind: 'technical',
  id,
  attemptId: 'a',
  examId: 'x',
  type: 'detector_off',
  cause: null,
  capturedAt: disregardedFrom + 300_000,
  endedAt: disregardedFrom + 300_000,
  detector: { detector, share: 0.41, calmMs: 300_000, disregardedFrom },
});

describe('a detector that switched itself off', () => {
  const gaze = [violation('a', 'gaze_away', 999), violation('b', 'gaze_away', 1000)];

  it('counts for what it claimed before the doubt, and for nothing from then on', () => {
    const incidents = [
      ...gaze,
      detectorOff('gaze_away', 1000, 'off'),
      violation('c', 'gaze_away', 900_000),
      violation('d', 'head_turned', 900_000),
    ];
    expect(reasons(incidents)).toEqual([
      ['a', 'counted'],
      ['b', 'detector_off'],
      ['off', 'technical'],
      ['c', 'detector_off'],
      ['d', 'counted'],
    ]);
    expect(rescore(incidents, defaultPolicy).score.value).toBe(2 + 3);
  });

  it('is doubted from the earliest moment, where it was told twice', () => {
    const twice = [detectorOff('gaze_away', 5000), detectorOff('gaze_away', 1000)];
    expect(rescore([...gaze, ...twice], defaultPolicy).counts).toEqual({ gaze_away: 1 });
  });

  it('does not undo what a person decided', () => {
    const dismissed = { ...gaze[0]!, review: decided('dismissed') };
    const incidents = [dismissed, gaze[1]!, detectorOff('gaze_away', 0, 'off')];
    expect(reasons(incidents)).toEqual([
      ['a', 'dismissed'],
      ['b', 'detector_off'],
      ['off', 'technical'],
    ]);
  });
});

it('a note counts for nothing', () => {
  const note: Incident = {
    kind: 'note',
    id: 'n',
    attemptId: 'a',
    examId: 'x',
    type: 'background_face',
    capturedAt: 1,
    again: false,
    boxes: [{ x: 0, y: 0, w: 0.1, h: 0.1 }],
  };
  expect(isJudged(note)).toBe(false);
  expect(evidenceOf(note)).toEqual([]);
  expect(reasons([note])).toEqual([['n', 'note']]);
  expect(rescore([note], defaultPolicy).score.value).toBe(0);
});

it('a technical incident of before detectors switched themselves off is read as one without', () => {
  const old: Record<string, unknown> = { ...detectorOff('gaze_away', 1), type: 'camera_lost' };
  delete old['detector'];
  expect(incidentSchema.parse(old)).toEqual({ ...old, detector: null });
});

describe('judging under another policy', () => {
  const two = [violation('a', 'head_turned', 0), violation('b', 'head_turned', 25_000)];

  it('leaves out what it does not look for', () => {
    const off = changed((policy) => (policy.violations.head_turned.enabled = false));
    expect(reasons(two, off)).toEqual([
      ['a', 'switched_off'],
      ['b', 'switched_off'],
    ]);
  });

  it('leaves out what did not hold for long enough', () => {
    const patient = changed((policy) => (policy.violations.head_turned.heldForMs = 6000));
    expect(reasons(two, patient).map(([, reason]) => reason)).toEqual(['too_short', 'too_short']);
  });

  it('leaves out what was not strong enough, and nothing of which that is not known', () => {
    const strength = (value: number | null) => [
      violation('a', 'gaze_away', 0, { strength: value }),
    ];
    const milder = (factor: number) =>
      changed((policy) => (policy.violations.gaze_away.thresholdFactor = factor));
    expect(reasons(strength(1.3), milder(1.29))).toEqual([['a', 'counted']]);
    expect(reasons(strength(1.3), milder(1.3))).toEqual([['a', 'below_threshold']]);
    expect(rescore(strength(1.3), milder(2)).score.value).toBe(0);
    expect(reasons(strength(null), milder(3))).toEqual([['a', 'counted']]);
  });

  it('does not take a strict threshold for another person’s face', () => {
    const other = violation('a', 'identity_mismatch', 0, { strength: 1.01 });
    const by = (factor: number) =>
      changed((policy) => (policy.violations.identity_mismatch.thresholdFactor = factor));
    expect(reasons([other], by(0.5))).toEqual([['a', 'counted']]);
    expect(isBelowThreshold({ ...other, strength: 1 }, by(0.5))).toBe(true);
    expect(reasons([other], by(1.1))).toEqual([['a', 'below_threshold']]);
  });

  it('leaves out what would have been suppressed', () => {
    const calm = changed((policy) => (policy.violations.head_turned.ttlMs = 60_000));
    expect(reasons(two, calm)).toEqual([
      ['a', 'counted'],
      ['b', 'too_soon'],
    ]);
  });

  it('cannot find what a milder suppression would have let through', () => {
    const eager = changed((policy) => (policy.violations.head_turned.ttlMs = 5000));
    expect(rescore(two, eager).counts).toEqual({ head_turned: 2 });
  });

  it('does not measure the ledger’s work again: jitter between two clocks costs nothing', () => {
    const close = [violation('a', 'head_turned', 0), violation('b', 'head_turned', 19_950)];
    expect(rescore(close, defaultPolicy).counts).toEqual({ head_turned: 2 });
  });
});

describe('always', () => {
  const incidents: fc.Arbitrary<Incident[]> = fc
    .array(
      fc.record({
        type: fc.constantFrom(...violationTypes),
        at: fc.nat({ max: 10_000_000 }),
        heldMs: fc.nat({ max: 40_000 }),
        strength: fc.option(fc.double({ min: 0, max: 4, noNaN: true })),
        state: fc.constantFrom('open', 'accepted', 'dismissed', 'unsure'),
      }),
      { maxLength: 40 },
    )
    .map((list) =>
      list.map(({ type, at, heldMs, strength, state }, index) =>
        violation(`i${index}`, type, at, { heldMs, strength, review: decided(state) }),
      ),
    );

  it('the same incidents and policy give the same result, in whatever order they come', () => {
    fc.assert(
      fc.property(incidents, policies, fc.func(fc.integer()), (list, policy, order) => {
        const shuffled = list.toSorted((a, b) => order(a.id) - order(b.id));
        expect(rescore(shuffled, policy)).toEqual(rescore(list, policy));
        expect(rescore(list, structuredClone(policy))).toEqual(rescore(list, policy));
      }),
    );
  });

  it('a detector that switches itself off never raises a score, in whatever order it is told', () => {
    const offs = fc.array(
      fc
        .tuple(fc.constantFrom(...selfDoubtingTypes), fc.nat({ max: 10_000_000 }))
        .map(([type, from]) => detectorOff(type, from)),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(incidents, policies, offs, (list, policy, off) => {
        const after = rescore([...off, ...list], policy);
        expect(after).toEqual(rescore([...list, ...off.toReversed()], policy));
        expect(after.score.value).toBeLessThanOrEqual(rescore(list, policy).score.value);
        for (const { incident, reason } of after.lines) {
          if (reason === 'detector_off') expect(selfDoubtingTypes).toContain(incident.type);
        }
      }),
    );
  });

  it('the lines add up to the score', () => {
    fc.assert(
      fc.property(incidents, policies, (list, policy) => {
        const { lines, score: result, counts } = rescore(list, policy);
        expect(lines.reduce((sum, { points }) => sum + points, 0)).toBe(result.value);
        expect(lines.at(-1)?.scoreAfter ?? 0).toBe(result.value);
        expect(lines).toHaveLength(list.length);
        expect(score(counts, policy)).toEqual(result);
      }),
    );
  });

  it('a milder threshold leaves out as much as a stricter one, and more', () => {
    const factor = fc.double({ ...thresholdFactors, noNaN: true });
    fc.assert(
      fc.property(
        incidents,
        fc.constantFrom(...violationTypes),
        factor,
        factor,
        (list, type, ...of) => {
          const [strict = 1, mild = 1] = of.toSorted((a, b) => a - b);
          const count = (thresholdFactor: number) =>
            rescore(
              list,
              changed((policy) => (policy.violations[type].thresholdFactor = thresholdFactor)),
            ).counts[type] ?? 0;
          expect(count(mild)).toBeLessThanOrEqual(count(strict));
        },
      ),
    );
  });

  it('nothing that the policy admitted is left out under it, but what a person dismissed', () => {
    fc.assert(
      fc.property(incidents, (list) => {
        const admitted = list.map((incident) =>
          incident.kind === 'violation'
            ? {
                ...incident,
                heldMs: catalogue[incident.type].heldForMs + incident.heldMs,
                strength: incident.strength === null ? null : 1.01 + incident.strength,
              }
            : incident,
        );
        for (const { reason } of rescore(admitted, defaultPolicy).lines) {
          expect(['counted', 'dismissed']).toContain(reason);
        }
      }),
    );
  });
});
