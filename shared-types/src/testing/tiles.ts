import fc from 'fast-check';
import { attemptLifecycle } from '../attempt.ts';
import { levels } from '../score.ts';
import type { Tile, TileDelta } from '../tile.ts';

/** Values of every field of a tile, above all those that are easily taken for "absent". */
const fields = {
  studentName: fc.constantFrom('', 'Luz'),
  room: fc.constantFrom(null, 'Hall A'),
  state: fc.constantFrom(...attemptLifecycle.states),
  stateSince: fc.constantFrom(0, 9),
  pausedAt: fc.constantFrom(null, 0, 7),
  extraTimeMs: fc.constantFrom(0, 60_000),
  admittedAt: fc.constantFrom(null, 0, 8),
  score: fc.constantFrom(0, 55),
  level: fc.constantFrom(...levels),
  claimedScore: fc.constantFrom(0, 60),
  streaming: fc.boolean(),
  stillAt: fc.constantFrom(null, 0, 3),
  incidents: fc.constantFrom(0, 4),
  lastIncident: fc.constantFrom(null, { id: 'i', type: 'no_face' as const, capturedAt: 0 }),
  trouble: fc.constantFrom(null, { reason: 'camera_lost' as const, since: 0 }),
};

export const tileOf = (attemptId: string): fc.Arbitrary<Tile> =>
  fc.record({ attemptId: fc.constant(attemptId), ...fields });

/** Any of a tile's fields, present or not. */
export const deltaOf = (attemptId: string): fc.Arbitrary<TileDelta> =>
  fc.record(fields, { requiredKeys: [] }).map((present) => ({ attemptId, ...present }));
