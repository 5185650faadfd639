import 'fake-indexeddb/auto';
import {
  claimsPerMessage,
  failure,
  success,
  type AgentRequests,
  type Claim,
  type ClaimOutcome,
  type Reason,
  type ReplyOf,
  type Result,
} from '@invigil/shared-types';
import { describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { epochNow } from '../time.ts';
import type { UploadOutcome } from './evidence-upload.ts';
import { Outbox, type Fate } from './outbox.ts';
import type { Parcel } from './parcel.ts';
import { openWaitingRoom } from './stores.ts';

type Answer = Result<ReplyOf<AgentRequests, 'claims'>>;
/** What a server makes of one claim; or of a whole message. */
type Verdict = (claim: Claim) => ClaimOutcome | Reason;

const accept: Verdict = ({ claimId }) => ({
  claimId,
  outcome: 'accepted',
  evidenceWithinMs: 10_000,
});
const suppress: Verdict = ({ claimId }) => ({ claimId, outcome: 'suppressed' });
const refuse =
  (reason: Reason): Verdict =>
  ({ claimId }) => ({ claimId, outcome: 'refused', failure: failure(reason).error });
const unanswered: Verdict = () => 'no_answer';

let clock = Math.round(epochNow());
function parcel(over: Partial<Parcel> = {}): Parcel {
  const claimId = crypto.randomUUID();
  return {
    claimId,
    attemptId: 'mine',
    claim: {
      claimId,
      type: 'no_face',
      capturedAt: clock++,
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
    jpeg: new Blob(['jpeg']),
    stage: 'packed',
    ...over,
  };
}
const newStore = () => openWaitingRoom(crypto.randomUUID()).parcels;

/**
 * An outbox whose server judges each claim by these verdicts, one message after the other, and answers
 * uploads with these outcomes; the last ones repeat.
 */
function outboxWith(
  verdicts: Verdict[],
  uploads: UploadOutcome[] = ['confirmed'],
  store = newStore(),
) {
  const announce = vi.fn((claims: Claim[]): Promise<Answer> => {
    const verdict = (verdicts.length > 1 ? verdicts.shift() : verdicts[0]) ?? accept;
    const outcomes: ClaimOutcome[] = [];
    for (const claim of claims) {
      const outcome = verdict(claim);
      if (typeof outcome === 'string') return Promise.resolve(failure(outcome));
      outcomes.push(outcome);
    }
    return Promise.resolve(success({ outcomes }));
  });
  const upload = vi.fn((_parcel: Parcel, _capturedAt: number): Promise<UploadOutcome> =>
    Promise.resolve((uploads.length > 1 ? uploads.shift() : uploads[0]) ?? 'confirmed'),
  );
  const fates: Fate[] = [];
  const pauses: number[] = [];
  const outbox = new Outbox({
    attemptId: 'mine',
    store,
    toServerTime: (epoch) => epoch + 5000,
    announce,
    upload,
    onFate: (_parcel, fate) => fates.push(fate),
    pause: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  });
  return {
    outbox,
    store,
    announce,
    upload,
    pauses,
    /** Claims of each message, in order. */
    messages: () => announce.mock.calls.map(([claims]) => claims.map(({ claimId }) => claimId)),
    states: () => fates.map(({ state }) => state),
    last: () => fates.at(-1),
  };
}

describe('Outbox', () => {
  it('announces a claim in the server’s time, then sends its picture, then forgets it', async () => {
    const { outbox, store, announce, upload, states } = outboxWith([accept]);
    const one = parcel();
    await outbox.add(one);
    const capturedAt = one.claim.capturedAt + 5000;
    expect(announce).toHaveBeenCalledExactlyOnceWith([{ ...one.claim, capturedAt }]);
    expect(upload.mock.calls).toMatchObject([
      [{ claimId: one.claimId, stage: 'announced' }, capturedAt],
    ]);
    expect(states()).toEqual(['waiting', 'sent', 'confirmed']);
    expect(await store.all()).toEqual([]);
  });

  it('announces all that an outage gathered in as few messages as may be, and no more at once', async () => {
    const store = newStore();
    const waiting = Array.from({ length: 2 * claimsPerMessage + 3 }, () => parcel());
    for (const one of waiting) await store.put(one);
    const { outbox, messages, upload } = outboxWith([accept], ['confirmed'], store);
    await outbox.flush();
    const ids = waiting.map(({ claimId }) => claimId);
    expect(messages()).toEqual([ids.slice(0, 16), ids.slice(16, 32), ids.slice(32)]);
    expect(upload.mock.calls.map(([{ claimId }]) => claimId)).toEqual(ids);
    expect(await store.all()).toEqual([]);
  });

  it('announces no more pictures than arrive in time', async () => {
    const store = newStore();
    const half = new Blob([new Uint8Array(config.outbox.maxBytesAtOnce / 2)]);
    for (let i = 0; i < 5; i++) await store.put(parcel({ jpeg: half }));
    const { outbox, announce, upload } = outboxWith([accept], ['confirmed'], store);
    await outbox.flush();
    expect(announce.mock.calls.map(([claims]) => claims.length)).toEqual([2, 2, 1]);
    const order = (fake: typeof announce | typeof upload) => fake.mock.invocationCallOrder;
    // The first two pictures are there before anything more is announced.
    expect(order(upload)[1]).toBeLessThan(order(announce)[1] ?? 0);
  });

  it('gives every claim of a message its own outcome', async () => {
    const store = newStore();
    const [first, second, third] = [parcel(), parcel(), parcel()];
    for (const one of [first, second, third]) await store.put(one);
    const verdict: Verdict = (claim) =>
      claim.claimId === first.claimId
        ? suppress(claim)
        : claim.claimId === second.claimId
          ? refuse('claim_too_short')(claim)
          : accept(claim);
    const { outbox, upload, states } = outboxWith([verdict], ['confirmed'], store);
    await outbox.flush();
    expect(states()).toEqual(['suppressed', 'dropped', 'sent', 'confirmed']);
    expect(upload.mock.calls.map(([{ claimId }]) => claimId)).toEqual([third.claimId]);
    expect(await store.all()).toEqual([]);
  });

  it('says so where the browser cannot keep a claim, and goes on with the next', async () => {
    const { outbox, store, upload, states, last } = outboxWith([accept]);
    const put = vi.spyOn(store, 'put').mockRejectedValueOnce(new Error('the disk is full'));
    await outbox.add(parcel());
    expect(upload).not.toHaveBeenCalled();
    expect(last()).toEqual({ state: 'dropped', why: 'not_kept' });
    put.mockRestore();
    await outbox.add(parcel());
    expect(states()).toEqual(['waiting', 'dropped', 'waiting', 'sent', 'confirmed']);
  });

  it('keeps what it cannot announce, and sends it in order once it can', async () => {
    const store = newStore();
    const outage = outboxWith([unanswered], [], store);
    const [first, second] = [parcel(), parcel()];
    await outage.outbox.add(first);
    await outage.outbox.add(second);
    expect(outage.states()).toEqual(['waiting', 'waiting']);
    expect(outage.pauses).toEqual([]);

    const after = outboxWith([accept], ['confirmed'], store);
    await after.outbox.flush();
    expect(after.messages()).toEqual([[first.claimId, second.claimId]]);
    expect(after.states()).toEqual(['sent', 'sent', 'confirmed', 'confirmed']);
  });

  it.each(['rate_limited', 'storage_unavailable', 'internal'] as const)(
    'waits and tries again where the server cannot take it now: %s',
    async (reason) => {
      const ofOne = outboxWith([refuse(reason), refuse(reason), accept]);
      await ofOne.outbox.add(parcel());
      expect(ofOne.pauses).toEqual(config.outbox.retryMs.slice(0, 2));
      expect(ofOne.states()).toEqual(['waiting', 'sent', 'confirmed']);

      const ofAll = outboxWith([() => reason, accept]);
      await ofAll.outbox.add(parcel());
      expect(ofAll.states()).toEqual(['waiting', 'sent', 'confirmed']);
    },
  );

  it('does not let one claim that has to wait hold up the others of its message', async () => {
    const store = newStore();
    const [limited, fine] = [parcel(), parcel()];
    for (const one of [limited, fine]) await store.put(one);
    const once: Verdict = (claim) =>
      claim.claimId === limited.claimId ? refuse('rate_limited')(claim) : accept(claim);
    const { outbox, messages, upload } = outboxWith([once, accept], ['confirmed'], store);
    await outbox.flush();
    expect(messages()).toEqual([[limited.claimId, fine.claimId], [limited.claimId]]);
    expect(upload.mock.calls.map(([{ claimId }]) => claimId)).toEqual([
      fine.claimId,
      limited.claimId,
    ]);
  });

  it('tries again what the server gave no outcome', async () => {
    const { outbox, announce, states } = outboxWith([accept]);
    announce.mockResolvedValueOnce(success({ outcomes: [] }));
    await outbox.add(parcel());
    expect(states()).toEqual(['waiting', 'sent', 'confirmed']);
  });

  it('does not lose the others where one claim makes the server refuse the whole message', async () => {
    const store = newStore();
    const [good, bad, alsoGood] = [parcel(), parcel(), parcel()];
    for (const one of [good, bad, alsoGood]) await store.put(one);
    const verdict: Verdict = (claim) =>
      claim.claimId === bad.claimId ? 'invalid_message' : accept(claim);
    const { outbox, upload } = outboxWith([verdict], ['confirmed'], store);
    await outbox.flush();
    expect(upload.mock.calls.map(([{ claimId }]) => claimId)).toEqual([
      good.claimId,
      alsoGood.claimId,
    ]);
    expect(await store.all()).toEqual([]);
  });

  it('does not announce twice what the server already knows of', async () => {
    const store = newStore();
    await store.put(parcel({ stage: 'announced' }));
    const { outbox, announce, states } = outboxWith([accept], ['confirmed'], store);
    await outbox.flush();
    expect(announce).not.toHaveBeenCalled();
    expect(states()).toEqual(['confirmed']);
  });

  it('sends the picture where the claim was announced before and the answer got lost', async () => {
    const { outbox, states } = outboxWith([refuse('claim_settled')]);
    await outbox.add(parcel());
    expect(states()).toEqual(['waiting', 'sent', 'confirmed']);
  });

  it('tries a picture again after an outage or with a new token', async () => {
    const uploads: UploadOutcome[] = ['unreachable', 'token_refused', 'unreachable', 'confirmed'];
    const { outbox, upload, last } = outboxWith([accept], uploads);
    await outbox.add(parcel());
    expect(upload).toHaveBeenCalledTimes(4);
    expect(last()).toEqual({ state: 'confirmed' });
  });

  it.each<[Verdict, UploadOutcome, Reason]>([
    [refuse('implausible_time'), 'confirmed', 'implausible_time'],
    [refuse('claim_too_short'), 'confirmed', 'claim_too_short'],
    [() => 'invalid_message', 'confirmed', 'invalid_message'],
    [accept, { refused: 'evidence_not_jpeg' }, 'evidence_not_jpeg'],
    [accept, { refused: 'evidence_stale' }, 'evidence_stale'],
    [accept, { refused: 'evidence_replayed' }, 'evidence_replayed'],
    [accept, { refused: 'evidence_contradicts' }, 'evidence_contradicts'],
    [accept, { refused: 'unknown_claim' }, 'unknown_claim'],
  ])(
    'drops what the server will never take, says why (%#), and goes on with the next',
    async (verdict, upload, why) => {
      const { outbox, store, last } = outboxWith([verdict, accept], [upload, 'confirmed']);
      await outbox.add(parcel());
      expect(last()).toEqual({ state: 'dropped', why });
      await outbox.add(parcel());
      expect(last()).toEqual({ state: 'confirmed' });
      expect(await store.all()).toEqual([]);
    },
  );

  it('removes what is another attempt’s, or too old, unsent', async () => {
    const store = newStore();
    await store.put(parcel({ attemptId: 'another' }));
    const old = parcel();
    old.claim.capturedAt -= 3_600_000;
    await store.put(old);
    const { outbox, announce } = outboxWith([accept], ['confirmed'], store);
    await outbox.flush();
    expect(announce).not.toHaveBeenCalled();
    expect(await store.all()).toEqual([]);
  });

  it('sends everything once, however often it is asked to', async () => {
    const { outbox, messages } = outboxWith([accept]);
    const [one, two] = [parcel(), parcel()];
    await Promise.all([outbox.add(one), outbox.add(two), outbox.flush(), outbox.flush()]);
    expect(messages().flat().sort()).toEqual([one.claimId, two.claimId].sort());
  });
});
