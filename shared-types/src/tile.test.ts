import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mergeDeltas,
  mergeTile,
  tileDeltaSchema,
  tileSchema,
  type Tile,
  type TileDelta,
} from './tile.ts';
import { troubleCatalogue, troubleReasons } from './technical.ts';

const tile: Tile = {
  attemptId: 'a',
  studentName: 'Ada',
  state: 'in_progress',
  stateSince: 5,
  score: 40,
  level: 'look',
  claimedScore: 12,
  streaming: true,
  stillAt: 4,
  incidents: 3,
  lastIncident: { id: 'i', type: 'no_face', capturedAt: 7 },
  trouble: { reason: 'camera_lost', since: 6 },
  reportedAt: 8,
};

/** Any of a tile's fields, present or not, with the values that are easily taken for "absent". */
const deltas: fc.Arbitrary<TileDelta> = fc
  .record(
    {
      studentName: fc.constantFrom('', 'Luz'),
      state: fc.constantFrom('invited', 'reconnecting', 'left'),
      stateSince: fc.constantFrom(0, 9),
      score: fc.constantFrom(0, 55),
      claimedScore: fc.constantFrom(0, 60),
      stillAt: fc.constantFrom(null, 0),
      streaming: fc.boolean(),
      incidents: fc.constantFrom(0, 4),
      lastIncident: fc.constant(null),
      trouble: fc.constant(null),
      reportedAt: fc.constantFrom(null, 0),
    },
    { requiredKeys: [] },
  )
  .map((fields) => ({ attemptId: 'a', ...fields }));

describe('merging a delta into a tile', () => {
  it.each([
    ['streaming', false],
    ['score', 0],
    ['incidents', 0],
    ['stateSince', 0],
    ['studentName', ''],
    ['claimedScore', 0],
    ['stillAt', null],
    ['lastIncident', null],
    ['trouble', null],
    ['reportedAt', null],
  ] as const)('replaces %s by %j', (field, value) => {
    const merged = mergeTile(tile, { attemptId: 'a', [field]: value });
    expect(merged).toEqual({ ...tile, [field]: value });
  });

  it('keeps whatever the delta omits, and takes undefined as omitted', () => {
    expect(mergeTile(tile, { attemptId: 'a' })).toEqual(tile);
    expect(mergeTile(tile, { attemptId: 'a', streaming: undefined })).toEqual(tile);
  });

  it('takes every present field and keeps every other one', () => {
    fc.assert(
      fc.property(deltas, (delta) => {
        expect(mergeTile(tile, delta)).toEqual({ ...tile, ...delta });
      }),
    );
  });

  it('changes neither the tile nor the delta', () => {
    const frozen = Object.freeze({ ...tile });
    expect(mergeTile(frozen, Object.freeze({ attemptId: 'a', score: 1 })).score).toBe(1);
    expect(frozen).toEqual(tile);
  });

  it('takes over only what belongs to a tile: no trace, nothing unknown', () => {
    const trace = { capturedAt: 1, analysedAt: 1, sentAt: 1, receivedAt: 1, decidedAt: 1 };
    const merged = mergeTile(tile, { attemptId: 'a', trace: { ...trace, emittedAt: 1 } });
    expect(Object.keys(merged).sort()).toEqual(Object.keys(tileSchema.shape).sort());
  });
});

describe('merging two deltas', () => {
  it('has the effect of one after the other', () => {
    fc.assert(
      fc.property(deltas, deltas, (older, newer) => {
        expect(mergeTile(tile, mergeDeltas(older, newer))).toEqual(
          mergeTile(mergeTile(tile, older), newer),
        );
      }),
    );
  });

  it('lets a later undefined hide nothing', () => {
    const older: TileDelta = { attemptId: 'a', streaming: false };
    expect(mergeDeltas(older, { attemptId: 'a', streaming: undefined })).toEqual(older);
  });

  it('does not depend on how three are grouped', () => {
    fc.assert(
      fc.property(deltas, deltas, deltas, (a, b, c) => {
        expect(mergeDeltas(mergeDeltas(a, b), c)).toEqual(mergeDeltas(a, mergeDeltas(b, c)));
      }),
    );
  });
});

describe('a delta on the wire', () => {
  it('keeps false, 0 and null, and adds nothing that was omitted', () => {
    const delta = { attemptId: 'a', streaming: false, score: 0, trouble: null };
    expect(tileDeltaSchema.parse(JSON.parse(JSON.stringify(delta)))).toEqual(delta);
  });

  it('has to name its tile', () => {
    expect(tileDeltaSchema.safeParse({ score: 1 }).success).toBe(false);
  });
});

it.each(troubleReasons)('the trouble %s has words for both sides', (reason) => {
  expect(troubleCatalogue[reason].label).not.toBe('');
  expect(troubleCatalogue[reason].advice).not.toBe('');
});
