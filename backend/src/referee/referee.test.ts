import { randomUUID } from 'node:crypto';
import type { Claim, Evidence } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStores, type Stores } from '../open-stores.ts';
import { openLog } from '../ops/index.ts';
import type { IncidentStore } from './incident-store.ts';
import { Referee, type RefereeOptions } from './referee.ts';

const start = 1_000_000;
const evidenceWithinMs = 10_000;
const claimant = { attemptId: 'attempt', examId: 'exam' };

const onConfirmed = vi.fn<RefereeOptions['onConfirmed']>();
let stores: Stores;
let incidents: IncidentStore;
let referee: Referee;

beforeEach(async () => {
  vi.useFakeTimers({ now: start });
  onConfirmed.mockReset();
  stores = await openStores({
    store: { kind: 'sqlite', file: ':memory:' },
    ledger: { kind: 'memory' },
    evidence: { kind: 'folder', folder: 'not used here' },
  });
  ({ incidents } = stores);
  referee = newReferee();
});
afterEach(async () => {
  referee.close();
  await stores.close();
  vi.useRealTimers();
});

function newReferee(): Referee {
  return new Referee(stores.ledger, incidents, openLog('silent'), {
    evidenceWithinMs,
    claimMaxAgeMs: 60_000,
    clockToleranceMs: 2_000,
    settledMemoryMs: 60_000,
    ledgerExpiryMs: 3_600_000,
    onConfirmed,
  });
}

function claimOf(overrides: Partial<Claim> = {}): Claim {
  return {
    claimId: randomUUID(),
    type: 'no_face',
    capturedAt: Date.now(),
    heldMs: 3000,
    signals: { faces: 0, luma: 90, yaw: null, pitch: null },
    ...overrides,
  };
}

function evidence(): Evidence {
  return {
    id: randomUUID(),
    sha256: '0'.repeat(64),
    bytes: 1,
    width: 1,
    height: 1,
    capturedAt: Date.now(),
  };
}

const take = (claim: Claim) => referee.take(claimant, claim, Date.now());
const refused = (reason: string): unknown => expect.objectContaining({ reason });

/** A claim on its whole way. */
async function confirmed(overrides: Partial<Claim> = {}) {
  const claim = claimOf(overrides);
  expect(await take(claim)).toMatchObject({ outcome: 'accepted' });
  referee.examine(claim.claimId, claimant.attemptId);
  return referee.confirm(claim.claimId, evidence());
}

describe('a claim', () => {
  it('counts only once its evidence is confirmed', async () => {
    const claim = claimOf();
    expect(await take(claim)).toEqual({ outcome: 'accepted', evidenceWithinMs });
    expect((await referee.score('attempt')).value).toBe(0);
    referee.examine(claim.claimId, 'attempt');
    const proof = evidence();
    const incident = await referee.confirm(claim.claimId, proof);
    expect(incident).toMatchObject({ ...claimant, type: 'no_face', evidence: proof });
    expect(await incidents.listByAttempt('attempt')).toEqual([incident]);
    expect((await referee.score('attempt')).value).toBe(8);
    expect(onConfirmed).toHaveBeenCalledExactlyOnceWith(
      incident,
      expect.objectContaining({ value: 8 }),
      expect.objectContaining({ no_face: 1, multiple_faces: 0 }),
    );
  });

  it('of a type that counted a moment ago is suppressed until the time is over', async () => {
    await confirmed();
    vi.advanceTimersByTime(29_999);
    expect(await take(claimOf())).toEqual({ outcome: 'suppressed' });
    vi.advanceTimersByTime(1);
    expect(await take(claimOf())).toMatchObject({ outcome: 'accepted' });
  });

  it('is suppressed neither by another type nor by another attempt', async () => {
    await confirmed();
    expect(await take(claimOf({ type: 'head_turned' }))).toMatchObject({ outcome: 'accepted' });
    const other = { attemptId: 'other', examId: 'exam' };
    expect(await referee.take(other, claimOf(), Date.now())).toMatchObject({
      outcome: 'accepted',
    });
  });

  it('has to be of now, within what clocks and outages explain', async () => {
    for (const offset of [2_000, -60_000]) {
      const type = offset > 0 ? 'no_face' : 'head_turned';
      const claim = claimOf({ type, capturedAt: start + offset });
      expect(await take(claim)).toMatchObject({ outcome: 'accepted' });
    }
    for (const offset of [2_001, -60_001]) {
      const claim = claimOf({ type: 'camera_blackout', capturedAt: start + offset });
      await expect(take(claim)).rejects.toEqual(refused('implausible_time'));
    }
    expect(await take(claimOf({ type: 'camera_blackout' }))).toMatchObject({
      outcome: 'accepted',
    });
  });

  it('sent twice gets the same answer, with the time that remains', async () => {
    const claim = claimOf();
    await take(claim);
    vi.advanceTimersByTime(4_000);
    expect(await take(claim)).toEqual({ outcome: 'accepted', evidenceWithinMs: 6_000 });
  });

  it('sent twice at once is taken once', async () => {
    const claim = claimOf();
    expect(await Promise.all([take(claim), take(claim)])).toEqual([
      { outcome: 'accepted', evidenceWithinMs },
      { outcome: 'accepted', evidenceWithinMs },
    ]);
  });

  it('of somebody else cannot be taken over', async () => {
    const claim = claimOf();
    await take(claim);
    const other = { attemptId: 'other', examId: 'exam' };
    await expect(referee.take(other, claim, start)).rejects.toEqual(refused('not_your_claim'));
    expect(() => referee.examine(claim.claimId, 'other')).toThrow(refused('not_your_claim'));
  });

  it('of which nothing is known proves nothing', () => {
    expect(() => referee.examine(randomUUID(), 'attempt')).toThrow(refused('unknown_claim'));
  });
});

describe('evidence', () => {
  it('that is overdue leaves the claim unproven', async () => {
    const claim = claimOf();
    await take(claim);
    vi.advanceTimersByTime(evidenceWithinMs);
    expect(() => referee.examine(claim.claimId, 'attempt')).toThrow(refused('claim_settled'));
    expect(await take(claim)).toEqual({ outcome: 'suppressed' });
    expect((await referee.score('attempt')).value).toBe(0);
  });

  it('that is being judged when the time is over counts as in time', async () => {
    const claim = claimOf();
    await take(claim);
    vi.advanceTimersByTime(evidenceWithinMs - 1);
    referee.examine(claim.claimId, 'attempt');
    vi.advanceTimersByTime(5_000);
    await referee.confirm(claim.claimId, evidence());
    expect((await referee.score('attempt')).value).toBe(8);
  });

  it('that was refused may be followed by better, in time', async () => {
    const claim = claimOf();
    await take(claim);
    referee.examine(claim.claimId, 'attempt');
    referee.refuse(claim.claimId, Date.now());
    vi.advanceTimersByTime(evidenceWithinMs - 1);
    referee.examine(claim.claimId, 'attempt');
    vi.advanceTimersByTime(1);
    referee.refuse(claim.claimId, Date.now());
    expect(() => referee.examine(claim.claimId, 'attempt')).toThrow(refused('claim_settled'));
  });

  it('is judged one picture at a time', async () => {
    const claim = claimOf();
    await take(claim);
    referee.examine(claim.claimId, 'attempt');
    expect(() => referee.examine(claim.claimId, 'attempt')).toThrow(refused('claim_settled'));
  });

  it('that was not examined confirms nothing', async () => {
    const claim = claimOf();
    await take(claim);
    await expect(referee.confirm(claim.claimId, evidence())).rejects.toThrow();
    expect(await incidents.listByAttempt('attempt')).toEqual([]);
  });

  it('that cannot be stored counts nothing, and may be sent again', async () => {
    const claim = claimOf();
    await take(claim);
    const add = vi.spyOn(incidents, 'add').mockRejectedValueOnce(new Error('the disk is full'));
    referee.examine(claim.claimId, 'attempt');
    await expect(referee.confirm(claim.claimId, evidence())).rejects.toThrow('full');
    referee.refuse(claim.claimId, Date.now());
    expect(onConfirmed).not.toHaveBeenCalled();
    expect((await referee.score('attempt')).value).toBe(0);
    referee.examine(claim.claimId, 'attempt');
    await referee.confirm(claim.claimId, evidence());
    expect(add).toHaveBeenCalledTimes(2);
    expect((await referee.score('attempt')).value).toBe(8);
  });
});

describe('the score', () => {
  it('adds up what was confirmed, and outlives the process', async () => {
    await confirmed({ type: 'multiple_faces' });
    await confirmed({ type: 'no_face' });
    vi.advanceTimersByTime(45_000);
    await confirmed({ type: 'multiple_faces' });
    expect(await referee.score('attempt')).toMatchObject({ value: 38, level: 'look' });
    referee.close();
    referee = newReferee();
    expect(await referee.score('attempt')).toMatchObject({ value: 38 });
    await confirmed({ type: 'head_turned' });
    expect(await referee.score('attempt')).toMatchObject({ value: 41, level: 'likely' });
  });

  it('misses none of several that are confirmed at once', async () => {
    const types = ['multiple_faces', 'no_face', 'camera_blackout', 'head_turned'] as const;
    await Promise.all(types.map((type) => confirmed({ type })));
    expect((await referee.score('attempt')).value).toBe(36);
    expect(onConfirmed.mock.lastCall?.[1].value).toBe(36);
  });

  it('is read again after the store could not answer', async () => {
    vi.spyOn(incidents, 'countsByAttempt').mockRejectedValueOnce(new Error('away'));
    await expect(referee.score('attempt')).rejects.toThrow('away');
    expect((await referee.score('attempt')).value).toBe(0);
  });
});

it('claims do not pile up: what is decided is forgotten after a while', async () => {
  const claim = claimOf();
  await take(claim);
  vi.advanceTimersByTime(evidenceWithinMs);
  vi.advanceTimersByTime(10 * 60_000);
  expect(vi.getTimerCount()).toBe(0);
  expect(() => referee.examine(claim.claimId, 'attempt')).toThrow(refused('unknown_claim'));
});
