import {
  defaultPolicy,
  policySchema,
  type Claim,
  type ViolationRule,
  type ViolationType,
} from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { detectorOffWith } from '../../../test-support/incidents.ts';
import {
  claimWith,
  openBench,
  somebody,
  somebodyElse,
  type RefereeBench,
} from '../../../test-support/referee.ts';
import { StorageError } from '../../storage/index.ts';

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

const accepted = { outcome: 'accepted', evidenceWithinMs: 10_000 };
const suppressed = { outcome: 'suppressed' };
const refused = (reason: string) => ({
  outcome: 'refused',
  failure: expect.objectContaining({ reason }) as unknown,
});

/** The default policy, but for one type. */
function policyWith(type: ViolationType, rule: Partial<ViolationRule>) {
  const violations = {
    ...defaultPolicy.violations,
    [type]: { ...defaultPolicy.violations[type], ...rule },
  };
  return policySchema.parse({ ...defaultPolicy, version: 2, violations });
}

/** One message; what became of each of its claims. */
const send = (claims: readonly Claim[], claimant = somebody, now = Date.now()) =>
  bench.referee.take(claimant, claims, now);

describe('a claim', () => {
  it('of a type that counted a moment ago is suppressed until the time is over', async () => {
    await bench.prove(await taken());
    vi.advanceTimersByTime(29_999);
    expect(await bench.take(claimWith())).toMatchObject(suppressed);
    expect(bench.record.lines.at(-1)).toMatchObject({
      kind: 'suppressed',
      reason: 'counted_before',
      detail: { ttlMs: 30_000 },
    });
    vi.advanceTimersByTime(1);
    expect(await bench.take(claimWith())).toMatchObject(accepted);
  });

  it('is suppressed neither by another type nor by another attempt', async () => {
    await taken();
    expect(await bench.take(claimWith({ type: 'head_turned' }))).toMatchObject(accepted);
    expect(await bench.take(claimWith(), somebodyElse)).toMatchObject(accepted);
  });

  it('has to be of now, within what clocks and outages explain', async () => {
    for (const [offset, type, outcome] of [
      [2_000, 'no_face', accepted],
      [-60_000, 'head_turned', accepted],
      [2_001, 'gaze_away', refused('implausible_time')],
      [-60_001, 'gaze_away', refused('implausible_time')],
      [0, 'gaze_away', accepted],
    ] as const) {
      const claim = claimWith({ type, heldMs: 4_000, capturedAt: start + offset });
      expect(await bench.take(claim)).toMatchObject(outcome);
    }
    expect(bench.record.lines.filter(({ kind }) => kind === 'refused')).toMatchObject([
      { reason: 'implausible_time', type: 'gaze_away', detail: { aheadMs: 2_001 } },
      { reason: 'implausible_time', type: 'gaze_away', detail: { aheadMs: -60_001 } },
    ]);
  });

  it('is of the time that the server makes of it', async () => {
    const hour = 3_600_000;
    const ahead = openBench({ serverTime: (_attemptId, time) => time - hour });
    const claim = claimWith({ capturedAt: start + hour });
    expect(await ahead.take(claim)).toMatchObject(accepted);
    expect(await ahead.prove(claim, { capturedAt: start + hour - 700 })).toMatchObject({
      capturedAt: start,
      evidence: { capturedAt: start - 700 },
    });
    ahead.referee.close();
  });

  it('of what the exam does not look for is suppressed', async () => {
    bench.record.policy = policyWith('no_face', { enabled: false });
    expect(await bench.take(claimWith())).toMatchObject(suppressed);
    expect(bench.steps()).toEqual([{ kind: 'suppressed', reason: 'switched_off' }]);
    expect(bench.claimedScores).toEqual([]);
  });

  it('of a detector that has switched itself off is suppressed, and the ledger is not asked', async () => {
    await bench.prove(await taken('gaze_away', 4_000));
    vi.advanceTimersByTime(100_000);
    const waiting = await taken('gaze_away', 4_000);
    const off = detectorOffWith(
      { ...somebody, capturedAt: Date.now() },
      { detector: 'gaze_away', disregardedFrom: start + 50_000 },
    );
    await bench.record.caseFiles.add(off);
    const record = vi.spyOn(bench.ledger, 'record');
    vi.advanceTimersByTime(30_000);
    const gaze = (capturedAt: number) =>
      claimWith({ type: 'gaze_away', heldMs: 4_000, capturedAt });
    expect(await bench.take(gaze(Date.now()))).toMatchObject(suppressed);
    expect(await bench.take(gaze(Date.now()), somebodyElse)).toMatchObject(accepted);
    expect(record).toHaveBeenCalledTimes(1);
    expect(bench.record.lines.find(({ reason }) => reason === 'detector_off')).toMatchObject({
      ...somebody,
      kind: 'suppressed',
      detail: { share: 0.41, calmMs: 300_000 },
    });
    // A claim of before the doubt, delivered late, is one like any other.
    vi.setSystemTime(start + 100_000);
    expect(await bench.take(gaze(start + 49_000))).toMatchObject(suppressed);
    expect(bench.record.lines.at(-1)).toMatchObject({ reason: 'counted_before' });
    // What was claimed and not confirmed before is not shown any longer, either: 2 for the first, 8 new.
    await bench.take(claimWith());
    expect(bench.claimedScores.at(-1)).toBe(10);
    expect(waiting.type).toBe('gaze_away');
  });

  it('has to have held for as long as the exam asks for', async () => {
    expect(await bench.take(claimWith({ heldMs: 2_999 }))).toMatchObject(
      refused('claim_too_short'),
    );
    expect(bench.record.lines.at(-1)).toMatchObject({
      kind: 'refused',
      reason: 'claim_too_short',
      detail: { heldMs: 2_999, heldForMs: 3_000 },
    });
    bench.record.policy = policyWith('no_face', { heldForMs: 6_000 });
    expect(await bench.take(claimWith({ heldMs: 5_999 }))).toMatchObject(
      refused('claim_too_short'),
    );
    const long = claimWith({ heldMs: 6_000 });
    expect(await bench.take(long)).toMatchObject(accepted);
    expect(await bench.prove(long)).toMatchObject({ policyVersion: 2, heldMs: 6_000 });
  });

  it('has to be stronger than the threshold that the exam asks for, where that is known', async () => {
    bench.record.policy = policyWith('head_turned', { thresholdFactor: 1.5 });
    const turned = (strength: number | null) => claimWith({ type: 'head_turned', strength });
    expect(await bench.take(turned(1.5))).toMatchObject(suppressed);
    expect(bench.record.lines.at(-1)).toMatchObject({
      kind: 'suppressed',
      reason: 'below_threshold',
      detail: { strength: 1.5, thresholdFactor: 1.5 },
    });
    const strong = turned(1.51);
    expect(await bench.take(strong)).toMatchObject(accepted);
    expect(await bench.prove(strong)).toMatchObject({ strength: 1.51, signals: strong.signals });
    vi.advanceTimersByTime(60_000);
    expect(await bench.take(turned(null))).toMatchObject(accepted);
  });

  it('sent twice gets the same answer, with the time that remains', async () => {
    const claim = await taken();
    vi.advanceTimersByTime(4_000);
    expect(await bench.take(claim)).toMatchObject({ ...accepted, evidenceWithinMs: 6_000 });
    expect(bench.steps()).toEqual([{ kind: 'claimed', reason: null }]);
  });

  it('sent twice at once is taken once', async () => {
    const claim = claimWith();
    const answers = await Promise.all([bench.take(claim), bench.take(claim)]);
    expect(answers).toMatchObject([accepted, accepted]);
    expect(bench.steps()).toEqual([{ kind: 'claimed', reason: null }]);
  });

  it('of somebody else cannot be taken over, neither open nor on record', async () => {
    const claim = await taken();
    expect(await bench.take(claim, somebodyElse)).toMatchObject(refused('not_your_claim'));
    const incident = await bench.prove(claim);
    const restarted = bench.restarted();
    expect(await restarted.take(claim, somebodyElse)).toMatchObject(refused('not_your_claim'));
    expect(await restarted.record.incidents.find(claim.claimId)).toEqual(incident);
    expect(restarted.record.lines).toMatchObject([
      { ...somebodyElse, kind: 'refused', reason: 'not_your_claim' },
    ]);
    expect(restarted.claimedScores).toEqual([]);
    restarted.referee.close();
  });
});

describe('a server that starts again', () => {
  it('takes a claim again that waits for its evidence', async () => {
    const claim = await taken();
    const restarted = bench.restarted();
    expect(await restarted.take(claim)).toMatchObject(accepted);
    expect(await restarted.take(claimWith())).toMatchObject(suppressed);
    expect(await restarted.prove(claim)).toMatchObject({ id: claim.claimId });
    restarted.referee.close();
  });

  it('does not take a claim again that is on record', async () => {
    const claim = await taken();
    const incident = await bench.prove(claim);
    const restarted = bench.restarted();
    expect(await restarted.take(claim)).toMatchObject(suppressed);
    expect(restarted.steps()).toEqual([{ kind: 'suppressed', reason: 'on_record' }]);
    await expect(restarted.prove(claim)).rejects.toMatchObject({ reason: 'unknown_claim' });
    expect(await restarted.record.incidents.listByAttempt('attempt')).toEqual([incident]);
    restarted.referee.close();
  });
});

describe('one message', () => {
  it('asks the ledger once, and has an outcome for each claim, in their order', async () => {
    const record = vi.spyOn(bench.ledger, 'record');
    await taken('head_turned');
    record.mockClear();
    const twice = claimWith({ type: 'multiple_faces' });
    const claims = [
      claimWith({ type: 'head_turned' }),
      claimWith({ capturedAt: start - 3_600_000 }),
      twice,
      claimWith(),
      claimWith({ type: 'camera_blackout', heldMs: 10 }),
      claimWith(),
      twice,
    ];
    expect(await send(claims)).toMatchObject(
      [
        suppressed,
        refused('implausible_time'),
        accepted,
        accepted,
        refused('claim_too_short'),
        suppressed,
        accepted,
      ].map((outcome, index) => ({ claimId: claims[index]?.claimId, ...outcome })),
    );
    expect(record).toHaveBeenCalledTimes(1);
  });

  it('that names a claim twice is written down once', async () => {
    const short = claimWith({ heldMs: 0 });
    const claims = [short, short, claimWith(), claimWith()];
    await send([...claims, ...claims.slice(2)]);
    expect(bench.steps().map(({ kind }) => kind)).toEqual(['refused', 'claimed', 'suppressed']);
  });

  it('of which nothing is left asks nobody', async () => {
    const record = vi.spyOn(bench.ledger, 'record');
    expect(await send([claimWith({ heldMs: 0 })])).toMatchObject([refused('claim_too_short')]);
    expect(record).not.toHaveBeenCalled();
  });

  it('that cannot be counted has no effect, and may be sent again', async () => {
    const fault = new StorageError('ledger.record', new Error('away'));
    vi.spyOn(bench.ledger, 'record').mockRejectedValueOnce(fault);
    const claim = claimWith();
    await expect(send([claim])).rejects.toBe(fault);
    expect(bench.steps()).toEqual([]);
    expect(await send([claim])).toMatchObject([accepted]);
  });
});

describe('the claimed score', () => {
  it('is told with every claim that was counted or suppressed', async () => {
    await send([claimWith(), claimWith({ type: 'multiple_faces' })]);
    await send([claimWith()]);
    expect(bench.claimedScores).toEqual([23, 23]);
  });

  it('is never below what is confirmed, also after the ledger lost everything', async () => {
    await bench.prove(await taken('multiple_faces'));
    const without = openBench();
    for (const incident of await bench.record.incidents.listByAttempt('attempt')) {
      await without.record.caseFiles.add(incident);
    }
    await without.take(claimWith());
    expect(without.claimedScores).toEqual([23]);
    without.referee.close();
  });
});

async function taken(type: ViolationType = 'no_face', heldMs = 3_000): Promise<Claim> {
  const claim = claimWith({ type, heldMs });
  expect(await bench.take(claim)).toMatchObject(accepted);
  return claim;
}
