import { randomUUID } from 'node:crypto';
import {
  claimLifecycle,
  defaultPolicy,
  notReviewed,
  score,
  type ClaimState,
} from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  claimWith,
  openBench,
  refereeOptions,
  somebody,
  somebodyElse,
  type RefereeBench,
} from '../../../test-support/referee.ts';
import { Refusal } from '../../ops/index.ts';

const start = 1_000_000_000;
const { evidenceWithinMs } = refereeOptions;
const refusal = (reason: string): unknown => expect.objectContaining({ reason });
const unreadable = () => Promise.reject(new Refusal('evidence_unreadable'));

let bench: RefereeBench;
beforeEach(() => {
  vi.useFakeTimers({ now: start });
  bench = openBench();
});
afterEach(() => {
  bench.referee.close();
  vi.useRealTimers();
});

async function accepted(parts = {}) {
  const claim = claimWith(parts);
  expect(await bench.take(claim)).toMatchObject({ outcome: 'accepted' });
  return claim;
}

async function scoreNow(): Promise<number> {
  const { caseFiles } = bench.record;
  return (await caseFiles.judgement(somebody)).score.value;
}

describe('a claim on its way', () => {
  it('counts only once its evidence is confirmed, as an incident of its own name', async () => {
    const claim = await accepted();
    expect(await scoreNow()).toBe(0);
    vi.advanceTimersByTime(200);
    const incident = await bench.prove(claim);
    expect(incident).toEqual({
      kind: 'violation',
      id: claim.claimId,
      ...somebody,
      type: 'no_face',
      capturedAt: start,
      heldMs: 3_000,
      signals: claim.signals,
      strength: null,
      ttlMs: 30_000,
      policyVersion: 1,
      confirmedAt: start + 200,
      evidence: [...bench.kept.values()][0],
      witness: { state: 'awaited' },
      review: notReviewed,
    });
    expect(await bench.record.incidents.listByAttempt('attempt')).toEqual([incident]);
    expect(await scoreNow()).toBe(8);
    expect(bench.confirmed).toEqual([incident]);
    expect(bench.record.lines).toEqual([
      expect.objectContaining({
        ...somebody,
        kind: 'claimed',
        type: 'no_face',
        claimId: claim.claimId,
        at: start,
        detail: { heldMs: 3_000, capturedAt: start, ...claim.signals, strength: null },
      }),
      expect.objectContaining({
        kind: 'confirmed',
        claimId: claim.claimId,
        incidentId: claim.claimId,
        at: start + 200,
        detail: { afterMs: 200, mean: 120, deviation: 50, sharpness: 200 },
      }),
      expect.objectContaining({ kind: 'warned', incidentId: claim.claimId }),
    ]);
  });

  it('writes the distance of two faces down in hundredths: between 0 and 2 tenths say little', async () => {
    const { signals } = claimWith();
    const claim = claimWith({
      type: 'identity_mismatch',
      heldMs: 0,
      signals: { ...signals, luma: 90.06, identity: 0.4443 },
    });
    await bench.referee.take(somebody, [claim], Date.now());
    expect(bench.record.lines.at(-1)?.detail).toMatchObject({ identity: 0.44, luma: 90.1 });
  });

  it('misses none of several that are confirmed at once', async () => {
    const types = ['multiple_faces', 'no_face', 'camera_blackout', 'head_turned'] as const;
    const claims = types.map((type) => claimWith({ type }));
    await bench.referee.take(somebody, claims, Date.now());
    await Promise.all(claims.map((claim) => bench.prove(claim, { mean: 20 })));
    expect(await scoreNow()).toBe(36);
    expect(bench.record.judged.at(-1)?.judgement.score.value).toBe(36);
  });
});

/** Brings a new claim into a state; for `examining`, how its picture will turn out is still open. */
const into: Record<ClaimState, () => Promise<ReturnType<typeof claimWith>>> = {
  claimed: () => accepted(),
  examining: async () => {
    const claim = await accepted();
    void bench.prove(claim, { prepare: () => new Promise(() => undefined) });
    return claim;
  },
  confirmed: async () => {
    const claim = await accepted();
    await bench.prove(claim);
    return claim;
  },
  unproven: async () => {
    const claim = await accepted();
    vi.advanceTimersByTime(evidenceWithinMs);
    return claim;
  },
  rejected: async () => {
    const claim = await accepted();
    await expect(bench.prove(claim, { capturedAt: start - 60_000 })).rejects.toThrow();
    return claim;
  },
};

describe.each(claimLifecycle.states)('a claim that is %s', (state) => {
  it('lets a picture in only where its lifecycle does', async () => {
    const claim = await into[state]();
    const { moved } = claimLifecycle.next(state, 'evidence_received');
    const another = bench.prove(claim);
    if (moved) await another;
    else await expect(another).rejects.toEqual(refusal('claim_settled'));
    expect(bench.steps().some(({ reason }) => reason === 'claim_settled')).toBe(!moved);
    expect(bench.kept.size).toBe(moved || state === 'confirmed' ? 1 : 0);
  });

  it('runs out of time only where its lifecycle lets it', async () => {
    await into[state]();
    const unproven = (): number => bench.steps().filter(({ kind }) => kind === 'unproven').length;
    const before = unproven();
    vi.advanceTimersByTime(evidenceWithinMs);
    expect(unproven() > before).toBe(claimLifecycle.next(state, 'evidence_overdue').moved);
  });

  it('is answered again with what became of it', async () => {
    const claim = await into[state]();
    const steps = bench.steps();
    expect(await bench.take(claim)).toMatchObject({
      outcome: claimLifecycle.isFinal(state) ? 'suppressed' : 'accepted',
    });
    expect(bench.steps()).toEqual(steps);
  });
});

describe('evidence', () => {
  it('that is overdue leaves the claim unproven', async () => {
    const claim = await accepted();
    vi.advanceTimersByTime(evidenceWithinMs);
    expect(bench.record.lines.at(-1)).toMatchObject({
      kind: 'unproven',
      reason: 'evidence_overdue',
      claimId: claim.claimId,
      detail: { evidenceWithinMs },
    });
    expect(await scoreNow()).toBe(0);
  });

  it('is overdue by the clock, also where the timer is late', async () => {
    const claim = await accepted();
    vi.setSystemTime(start + evidenceWithinMs);
    await expect(bench.prove(claim)).rejects.toEqual(refusal('claim_settled'));
    expect(bench.steps()).toContainEqual({ kind: 'unproven', reason: 'evidence_overdue' });
  });

  it('that is being judged when the time is over counts as in time', async () => {
    const claim = await accepted();
    vi.advanceTimersByTime(evidenceWithinMs - 1);
    const proving = bench.prove(claim);
    vi.advanceTimersByTime(5_000);
    await proving;
    expect(await scoreNow()).toBe(8);
  });

  it('that cannot be used may be followed by better, in time', async () => {
    const claim = await accepted();
    await expect(bench.prove(claim, { prepare: unreadable })).rejects.toEqual(
      refusal('evidence_unreadable'),
    );
    expect(bench.steps().at(-1)).toEqual({ kind: 'refused', reason: 'evidence_unreadable' });
    vi.advanceTimersByTime(evidenceWithinMs - 1);
    const tooLate = bench.prove(claim, {
      prepare: () => {
        vi.advanceTimersByTime(1);
        return unreadable();
      },
    });
    await expect(tooLate).rejects.toEqual(refusal('evidence_unreadable'));
    expect(bench.steps().at(-1)).toMatchObject({ kind: 'unproven' });
    await expect(bench.prove(claim)).rejects.toEqual(refusal('claim_settled'));
    expect(bench.steps().filter(({ kind }) => kind === 'unproven')).toHaveLength(1);
  });

  it('before its claim, or for somebody else’s, proves nothing and changes nothing', async () => {
    await expect(bench.prove(claimWith())).rejects.toEqual(refusal('unknown_claim'));
    const claim = await accepted();
    await expect(bench.prove(claim, {}, somebodyElse)).rejects.toEqual(refusal('not_your_claim'));
    expect(bench.record.lines).toMatchObject([
      { ...somebody, kind: 'refused', reason: 'unknown_claim' },
      { ...somebody, kind: 'claimed' },
      { ...somebodyElse, kind: 'refused', reason: 'not_your_claim' },
    ]);
    await bench.prove(claim);
  });

  it('that cannot be stored counts nothing, leaves no picture, and may be sent again', async () => {
    const claim = await accepted();
    vi.spyOn(bench.record.incidents, 'add').mockRejectedValueOnce(new Error('the disk is full'));
    const sha256 = 'c'.repeat(64);
    await expect(bench.prove(claim, { sha256 })).rejects.toThrow('full');
    expect([bench.kept.size, bench.confirmed.length, await scoreNow()]).toEqual([0, 0, 0]);
    await bench.prove(claim, { sha256 });
    expect([bench.kept.size, bench.confirmed.length, await scoreNow()]).toEqual([1, 1, 8]);
  });

  it('that was stored although the store said otherwise is replaced by what is kept', async () => {
    const claim = await accepted();
    const { incidents } = bench.record;
    const add = incidents.add.bind(incidents);
    vi.spyOn(incidents, 'add').mockImplementationOnce(async (incident) => {
      await add(incident);
      throw new Error('no answer');
    });
    await expect(bench.prove(claim)).rejects.toThrow('no answer');
    const { evidence } = await bench.prove(claim);
    expect([...bench.kept.keys()]).toEqual([evidence.id]);
    expect(await incidents.find(claim.claimId)).toMatchObject({ evidence });
  });
});

it('claims do not pile up: what is decided is forgotten after a while', async () => {
  const claim = await accepted();
  vi.advanceTimersByTime(evidenceWithinMs + refereeOptions.settledMemoryMs);
  expect(vi.getTimerCount()).toBe(0);
  await expect(bench.prove(claim)).rejects.toEqual(refusal('unknown_claim'));
  await bench.prove(await accepted({ claimId: randomUUID(), type: 'head_turned' }));
  expect(vi.getTimerCount()).toBe(1);
  bench.referee.close();
  expect(vi.getTimerCount()).toBe(0);
});

it('a confirmed score is the one of the counts', async () => {
  await bench.prove(await accepted({ type: 'multiple_faces' }));
  await bench.prove(await accepted());
  expect(await scoreNow()).toBe(score({ multiple_faces: 1, no_face: 1 }, defaultPolicy).value);
});
