import type { Claim } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  claimWith,
  openBench,
  somebodyElse,
  type RefereeBench,
  type TestPicture,
} from '../../../test-support/referee.ts';

const start = 1_000_000_000;

let bench: RefereeBench;
beforeEach(() => {
  vi.useFakeTimers({ now: start });
  bench = openBench();
});
afterEach(() => {
  bench.referee.close();
  vi.useRealTimers();
});

async function taken(parts: Partial<Claim> = {}, of = bench): Promise<Claim> {
  const claim = claimWith({ heldMs: 8_000, ...parts });
  expect(await of.take(claim)).toMatchObject({ outcome: 'accepted' });
  return claim;
}

/** The picture speaks against the claim: that settles it, and nothing of it is kept. */
async function rejected(
  reason: string,
  claim: Claim,
  picture: Partial<TestPicture>,
  of = bench,
): Promise<void> {
  const kept = of.kept.size;
  await expect(of.prove(claim, picture)).rejects.toMatchObject({ reason: `evidence_${reason}` });
  expect(of.record.lines.at(-1)).toMatchObject({
    kind: 'rejected',
    reason,
    claimId: claim.claimId,
  });
  await expect(of.prove(claim)).rejects.toMatchObject({ reason: 'claim_settled' });
  expect([of.kept.size, await of.record.incidents.find(claim.claimId)]).toEqual([kept, null]);
}

describe('a picture is fresh', () => {
  it.each([
    [0, true],
    [2_000, true],
    [2_001, false],
    [-10_000, true],
    [-10_001, false],
  ])('%i ms from its claim, which had held for 8 s: %s', async (offset, fresh) => {
    const claim = await taken();
    vi.advanceTimersByTime(3_000);
    const picture = { capturedAt: start + offset };
    if (fresh) await bench.prove(claim, picture);
    else await rejected('stale', claim, picture);
  });

  it('beside a claim that was delivered late', async () => {
    const claim = await taken({ capturedAt: start - 50_000 });
    expect(await bench.prove(claim, { capturedAt: start - 51_000 })).toMatchObject({
      evidence: { capturedAt: start - 51_000 },
    });
  });

  it('never when it was taken in the future', async () => {
    const claim = await taken({ capturedAt: start + 2_000 });
    await rejected('stale', claim, { capturedAt: start + 2_001 });
    expect(bench.record.lines.find(({ kind }) => kind === 'rejected')?.detail).toEqual({
      afterClaimMs: 1,
      heldMs: 8_000,
    });
  });
});

describe('a picture is replayed', () => {
  const sha256 = 'd'.repeat(64);

  it('when this attempt proved something with it before', async () => {
    await bench.prove(await taken(), { sha256 });
    vi.advanceTimersByTime(30_000);
    await rejected('replayed', await taken(), { sha256 });
  });

  it('also when the server was started in between', async () => {
    const first = await taken();
    await bench.prove(first, { sha256 });
    vi.advanceTimersByTime(30_000);
    const restarted = bench.restarted();
    await rejected('replayed', await taken({}, restarted), { sha256 }, restarted);
    expect(restarted.record.lines.at(-2)?.detail).toEqual({ earlierClaimId: first.claimId });
    restarted.referee.close();
  });

  it('when it was rejected before, for whatever reason', async () => {
    await rejected('stale', await taken(), { sha256, capturedAt: start - 60_000 });
    await rejected('replayed', await taken({ type: 'head_turned' }), { sha256 });
  });

  it('not when another student sent it, and not when it only looks alike', async () => {
    await bench.prove(await taken(), { sha256 });
    const claim = claimWith();
    await bench.take(claim, somebodyElse);
    await bench.prove(claim, { sha256 }, somebodyElse);
    vi.advanceTimersByTime(30_000);
    await bench.prove(await taken(), { sha256: 'e'.repeat(64) });
  });

  it('not when it is flat black: a covered camera sends nothing else', async () => {
    const black = { sha256, mean: 2, deviation: 0.5 };
    await bench.prove(await taken({ type: 'camera_blackout' }), black);
    vi.advanceTimersByTime(15_000);
    await bench.prove(await taken({ type: 'camera_blackout' }), black);
    vi.advanceTimersByTime(15_000);
    const dark = { sha256, mean: 17, deviation: 0.5 };
    await rejected('replayed', await taken({ type: 'camera_blackout' }), dark);
  });

  it('not when it stands still and that is what is claimed', async () => {
    await bench.prove(await taken(), { sha256 });
    vi.advanceTimersByTime(30_000);
    await bench.prove(await taken({ type: 'poor_picture', heldMs: 10_000 }), { sha256 });
    vi.advanceTimersByTime(60_000);
    await bench.prove(await taken({ type: 'poor_picture', heldMs: 10_000 }), { sha256 });
  });

  it('not when one moment shows two violations', async () => {
    const [faces, turned] = [await taken({ type: 'multiple_faces' }), await taken()];
    await bench.prove(faces, { sha256 });
    await bench.prove(turned, { sha256 });
  });

  it('by one of two uploads at once', async () => {
    const [one, other] = [await taken(), await taken({ type: 'head_turned' })];
    const proofs = await Promise.allSettled([
      bench.prove(one, { sha256 }),
      bench.prove(other, { sha256, capturedAt: start - 5_000 }),
    ]);
    expect(proofs.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a picture contradicts its claim', () => {
  it('of a blackout when its mean brightness is 110', async () => {
    const claim = await taken({ type: 'camera_blackout' });
    await rejected('contradicts', claim, { mean: 110, deviation: 40 });
    expect(bench.record.lines.find(({ kind }) => kind === 'rejected')?.detail).toEqual({
      mean: 110,
      deviation: 40,
      sharpness: 200,
      mostMean: 60,
    });
    expect(bench.confirmed).toEqual([]);
  });

  it.each(['multiple_faces', 'no_face', 'head_turned', 'gaze_away', 'identity_mismatch'] as const)(
    'of %s when it is black all over',
    async (type) => {
      await rejected('contradicts', await taken({ type }), { mean: 3, deviation: 1 });
    },
  );

  it('of little light when it is bright', async () => {
    await rejected('contradicts', await taken({ type: 'low_light' }), { mean: 111 });
    vi.advanceTimersByTime(60_000);
    await bench.prove(await taken({ type: 'low_light' }), { mean: 109 });
  });
});
