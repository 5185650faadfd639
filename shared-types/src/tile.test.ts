import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deltaOf, tileOf } from './testing/tiles.ts';
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
  room: 'Hall A',
  state: 'in_progress',
  stateSince: 5,
  pausedAt: 6,
  extraTimeMs: 60_000,
  admittedAt: 3,
  score: 40,
  level: 'look',
  claimedScore: 12,
  streaming: true,
  stillAt: 4,
  incidents: 3,
  lastIncident: { id: 'i', type: 'no_face', capturedAt: 7 },
  trouble: { reason: 'camera_lost', since: 6 },
};

const deltas = deltaOf('a');

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
    ['room', null],
    ['pausedAt', null],
    ['extraTimeMs', 0],
    ['admittedAt', null],
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

describe('deltas that are gathered into batches', () => {
  it('come to the same, wherever the batches end', () => {
    const sequences = fc.array(fc.tuple(deltas, fc.boolean()), { maxLength: 12 });
    fc.assert(
      fc.property(tileOf('a'), sequences, (before, sequence) => {
        const batches: TileDelta[] = [];
        let gathered: TileDelta = { attemptId: 'a' };
        for (const [delta, batchEnds] of sequence) {
          gathered = mergeDeltas(gathered, delta);
          if (!batchEnds) continue;
          batches.push(gathered);
          gathered = { attemptId: 'a' };
        }
        // As they come out of the wire.
        const received = [...batches, gathered].map((delta) =>
          tileDeltaSchema.parse(JSON.parse(JSON.stringify(delta))),
        );
        expect(received.reduce(mergeTile, before)).toEqual(
          sequence.map(([delta]) => delta).reduce(mergeTile, before),
        );
      }),
    );
  });

  it('come to the same where one is split into its fields', () => {
    fc.assert(
      fc.property(tileOf('a'), deltas, (before, delta) => {
        const split = Object.entries(delta).map(([field, value]) => ({
          attemptId: 'a',
          [field]: value,
        }));
        expect(split.reduce<Tile>(mergeTile, before)).toEqual(mergeTile(before, delta));
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
