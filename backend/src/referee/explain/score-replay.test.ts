import {
  notReviewed,
  policySchema,
  rescore,
  reviewLifecycle,
  type Incident,
  type JudgedIncident,
} from '@invigil/shared-types';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detectorOffWith, violationWith } from '../../../test-support/incidents.ts';
import { ScoreReplay } from './score-replay.ts';

/** Suppresses for longer than the policy that admitted the incidents did, so that some come too soon. */
const stricter = policySchema.parse({
  violations: { no_face: { enabled: true, heldForMs: 3000, ttlMs: 45_000, weight: 1 } },
});

const offs = fc.option(
  fc.record({
    after: fc.nat({ max: 30 }),
    disregardedFrom: fc.nat({ max: 30 }).map((steps) => 1_000_000 + steps * 10_000),
  }),
);

const step = fc.record({
  number: fc.nat({ max: 12 }),
  capturedAt: fc.nat({ max: 30 }).map((steps) => 1_000_000 + steps * 10_000),
  state: fc.constantFrom('open' as const, ...reviewLifecycle.states),
  heldMs: fc.constantFrom(3000, 3000, 2000),
});

it('after every step the score is that of all incidents so far, judged together', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), offs, (steps, inOrder, off) => {
      const replay = new ScoreReplay(stricter);
      const present = new Map<string, JudgedIncident>();
      const all = (): Incident[] => [...present.values(), ...taken];
      const taken: Incident[] = [];
      const ordered = inOrder ? steps.toSorted((a, b) => a.capturedAt - b.capturedAt) : steps;
      for (const [index, { number, capturedAt, state, heldMs }] of ordered.entries()) {
        if (off?.after === index) {
          const { disregardedFrom } = off;
          // No detector of this type may, but the replay goes by what is on record.
          taken.push(detectorOffWith({ id: 'off' }, { detector: 'no_face', disregardedFrom }));
          const points = rescore(all(), stricter).score.value - replay.value;
          expect(replay.put(taken[0]!)).toMatchObject({ reason: 'technical', points });
        }
        const id = `i${number}`;
        const known = present.get(id);
        const review = { ...notReviewed, state };
        // A second time it is the same incident, decided on.
        const incident = known
          ? { ...known, review }
          : violationWith({ id, capturedAt, heldMs, ttlMs: 5000, review });
        present.set(id, incident);
        const before = replay.value;
        const turn = replay.put(incident);
        const { score, lines } = rescore(all(), stricter);
        expect(turn.score).toEqual(score);
        expect(turn.points).toBe(score.value - before);
        expect(turn.reason).toBe(lines.find((line) => line.incident.id === id)?.reason);
      }
    }),
    { numRuns: 500 },
  );
});
