import {
  contradictionKinds,
  notReviewed,
  noteTypes,
  pageEventTypes,
  policySchema,
  reviewLifecycle,
  selfDoubtingTypes,
  technicalTypes,
  violationTypes,
  type Incident,
  type Policy,
  type Review,
} from '@invigil/shared-types';
import fc from 'fast-check';
import {
  contradictionWith,
  detectorOffWith,
  noteWith,
  pageEventWith,
  technicalWith,
  violationWith,
} from './incidents.ts';

const second = 1000;
const start = 1_700_000_000_000;
const times = fc.nat({ max: 600 }).map((seconds) => start + seconds * second);
const durations = fc.nat({ max: 40 }).map((halves) => halves * 500);
const ttls = fc.constantFrom(5000, 20_000, 45_000);
const reviews: fc.Arbitrary<Review> = fc.constantFrom(...reviewLifecycle.states).map((state) =>
  state === 'open'
    ? notReviewed
    : {
        ...{ state, staffId: 'staff-1', staffName: 'ida' },
        at: start + 700 * second,
        note: null,
        votes: [],
      },
);

/** An incident of any kind, of one attempt. */
export const anyIncident: fc.Arbitrary<Incident> = fc.oneof(
  fc
    .record({
      type: fc.constantFrom(...violationTypes),
      capturedAt: times,
      heldMs: durations,
      strength: fc.option(fc.constantFrom(0.8, 1.1, 2)),
      ttlMs: ttls,
      review: reviews,
    })
    .map(violationWith),
  fc
    .record({
      type: fc.constantFrom(...pageEventTypes),
      capturedAt: times,
      durationMs: fc.option(durations),
      ttlMs: ttls,
      review: reviews,
    })
    .map(pageEventWith),
  fc
    .record({
      capturedAt: times,
      contradiction: fc.constantFrom(...contradictionKinds),
      review: reviews,
    })
    .map(contradictionWith),
  fc.record({ type: fc.constantFrom(...technicalTypes), capturedAt: times }).map(technicalWith),
  fc.record({ type: fc.constantFrom(...noteTypes), capturedAt: times }).map(noteWith),
  fc
    .tuple(times, times, fc.constantFrom(...selfDoubtingTypes))
    .map(([capturedAt, disregardedFrom, detector]) =>
      detectorOffWith({ capturedAt }, { detector, disregardedFrom }),
    ),
);

/** The default policy, or one with other weights, suppression times, caps and switches. */
export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    version: fc.integer({ min: 1, max: 9 }),
    ttlMs: fc.option(ttls),
    weight: fc.option(fc.nat({ max: 50 })),
    off: fc.subarray([...violationTypes, ...pageEventTypes]),
    contradictionWeight: fc.nat({ max: 50 }),
    caps: fc.constantFrom(
      { low: 15, medium: 35, high: 60, critical: 100 },
      { low: 0, medium: 0, high: 10, critical: 20 },
      { low: 10, medium: 90, high: 90, critical: 100 },
    ),
  })
  .map(({ version, ttlMs, weight, off, contradictionWeight, caps }) => {
    const policy = policySchema.parse({ version, contradictionWeight, caps });
    const rules = [...Object.entries(policy.violations), ...Object.entries(policy.pageEvents)];
    for (const [type, rule] of rules) {
      rule.ttlMs = ttlMs ?? rule.ttlMs;
      rule.weight = weight ?? rule.weight;
      rule.enabled = !off.some((name) => name === type);
    }
    return policySchema.parse(policy);
  });
