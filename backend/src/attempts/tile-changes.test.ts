import { mergeTile, tileSchema, type Tile } from '@invigil/shared-types';
import { deltaOf, tileOf } from '@invigil/shared-types/testing/tiles';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesOf } from './tile-changes.ts';

const tile: Tile = tileSchema.parse({
  attemptId: 'a',
  studentName: 'Ada',
  room: null,
  state: 'in_progress',
  stateSince: 5,
  pausedAt: null,
  extraTimeMs: 0,
  admittedAt: null,
  score: 0,
  level: 'clear',
  claimedScore: 12,
  streaming: false,
  stillAt: null,
  incidents: 1,
  lastIncident: { id: 'i', type: 'no_face', capturedAt: 7 },
  trouble: null,
});
const trace = {
  capturedAt: 1,
  analysedAt: 2,
  sentAt: 3,
  receivedAt: 4,
  decidedAt: 5,
  emittedAt: 0,
};

describe('what a delta changes', () => {
  it('is what differs, whatever it differs from', () => {
    expect(
      changesOf(tile, {
        attemptId: 'a',
        score: 0,
        claimedScore: 0,
        streaming: true,
        trouble: null,
      }),
    ).toEqual({ attemptId: 'a', claimedScore: 0, streaming: true });
  });

  it('is nothing where everything is as it was, deep down', () => {
    const { id, type, capturedAt } = { id: 'i', type: 'no_face', capturedAt: 7 } as const;
    expect(changesOf(tile, { attemptId: 'a', lastIncident: { id, type, capturedAt } })).toBeNull();
    expect(changesOf(tile, { attemptId: 'a' })).toBeNull();
    expect(changesOf(tile, { attemptId: 'a', score: undefined })).toBeNull();
  });

  it('is a trace, too: it is there to be passed on', () => {
    expect(changesOf(tile, { attemptId: 'a', trace })).toEqual({ attemptId: 'a', trace });
  });

  it('has the effect of the whole delta', () => {
    fc.assert(
      fc.property(tileOf('a'), deltaOf('a'), (before, delta) => {
        const changes = changesOf(before, delta);
        const after = mergeTile(before, delta);
        expect(changes === null ? before : mergeTile(before, changes)).toEqual(after);
        expect(changes === null).toBe(JSON.stringify(after) === JSON.stringify(before));
      }),
    );
  });
});
