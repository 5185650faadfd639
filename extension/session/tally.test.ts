import type { ViolationType } from '@invigil/shared-types';
import { expect, it } from 'vitest';
import type { Parcel } from '../link/index.ts';
import { Tally } from './tally.ts';

function parcel(type: ViolationType, capturedAt: number): Parcel {
  const claimId = crypto.randomUUID();
  return {
    claimId,
    attemptId: 'a1',
    claim: {
      claimId,
      type,
      capturedAt,
      heldMs: 3000,
      signals: {
        faces: 0,
        luma: 90,
        sharpness: 50,
        difference: 0.3,
        yaw: null,
        pitch: null,
        identity: null,
      },
      strength: null,
    },
    sha256: '0'.repeat(64),
    jpeg: new Blob(['12345']),
    stage: 'packed',
  };
}

it('counts what the server was told, once, and nothing else', () => {
  const tally = new Tally();
  const [first, second, third] = [
    parcel('multiple_faces', 1),
    parcel('multiple_faces', 2),
    parcel('no_face', 3),
  ];
  tally.note(first, { state: 'waiting' });
  expect(tally.reported).toEqual([]);
  tally.note(first, { state: 'sent' });
  tally.note(first, { state: 'confirmed' });
  tally.note(second, { state: 'waiting' });
  tally.note(second, { state: 'suppressed' });
  tally.note(third, { state: 'sent' });
  tally.note(third, { state: 'dropped', why: 'evidence_stale' });
  expect(tally.reported).toEqual([{ label: 'Second face', count: 1 }]);
});

it('counts a page event once, though it is told twice', () => {
  const tally = new Tally();
  const began = { eventId: crypto.randomUUID(), type: 'page_hidden', startedAt: 1 } as const;
  tally.notePageEvent({ ...began, durationMs: null });
  tally.notePageEvent({ ...began, durationMs: 4000 });
  tally.notePageEvent({ ...began, eventId: crypto.randomUUID(), durationMs: null });
  expect(tally.reported).toEqual([{ label: 'Quiz page hidden', count: 2 }]);
});

it('remembers the newest claim and what became of it', () => {
  const tally = new Tally();
  const [older, newer] = [parcel('no_face', 1), parcel('head_turned', 2)];
  tally.note(newer, { state: 'waiting' });
  tally.note(older, { state: 'confirmed' });
  expect(tally.latest).toEqual({ parcel: newer, fate: { state: 'waiting' } });
});
