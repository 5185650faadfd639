import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, violationTypes, type ViolationType } from './catalogue.ts';
import { notReviewed, type Incident, type Review, type ViolationIncident } from './incident.ts';
import { contradictionType, defaultPolicy, policySchema, type Policy } from './policy.ts';
import { rescore } from './rescore.ts';
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
    ttlMs,
    confirmedAt: capturedAt,
    evidence: picture,
    witness: { state: 'missing', reason: 'no_stream' },
    ...more,
  };
}
const decided = (state: Review['state']): Review => ({ state, staffId: 's', at: 1 });
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
        state: fc.constantFrom('open', 'accepted', 'dismissed', 'unsure'),
      }),
      { maxLength: 40 },
    )
    .map((list) =>
      list.map(({ type, at, heldMs, state }, index) =>
        violation(`i${index}`, type, at, { heldMs, review: decided(state) }),
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

  it('nothing that the policy admitted is left out under it, but what a person dismissed', () => {
    fc.assert(
      fc.property(incidents, (list) => {
        const admitted = list.map((incident) =>
          incident.kind === 'violation'
            ? { ...incident, heldMs: catalogue[incident.type].heldForMs + incident.heldMs }
            : incident,
        );
        for (const { reason } of rescore(admitted, defaultPolicy).lines) {
          expect(['counted', 'dismissed']).toContain(reason);
        }
      }),
    );
  });
});
