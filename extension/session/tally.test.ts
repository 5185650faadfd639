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
      signals: { faces: 0, luma: 90, yaw: null, pitch: null },
    },
    sha256: '0'.repeat(64),
    jpeg: new Blob(['12345']),
    stage: 'packed',
  };
}

it('scores what was claimed, but not what the server had counted already', () => {
  const tally = new Tally();
  const [first, second] = [parcel('multiple_faces', 1), parcel('multiple_faces', 2)];
  tally.note(first, 'waiting');
  expect(tally.score.value).toBe(15);
  tally.note(first, 'confirmed');
  tally.note(second, 'waiting');
  expect(tally.score.value).toBe(30);
  tally.note(second, 'suppressed');
  expect(tally.score.value).toBe(15);
  expect(tally.pictureBytes).toBe(5);
});

it('remembers the newest claim and what became of it', () => {
  const tally = new Tally();
  const [older, newer] = [parcel('no_face', 1), parcel('head_turned', 2)];
  tally.note(newer, 'waiting');
  tally.note(older, 'confirmed');
  expect(tally.latest).toEqual({ parcel: newer, fate: 'waiting' });
});
