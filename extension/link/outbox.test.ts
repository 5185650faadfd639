import {
  failure,
  success,
  type AgentRequests,
  type ReplyOf,
  type Result,
} from '@invigil/shared-types';
import { describe, expect, it, vi } from 'vitest';
import { epochNow } from '../time.ts';
import type { UploadOutcome } from './evidence-upload.ts';
import { MemoryOutboxStore, type Parcel } from './outbox-store.ts';
import { Outbox, type Fate } from './outbox.ts';

type Answer = Result<ReplyOf<AgentRequests, 'claim'>>;
const accepted: Answer = success({ outcome: 'accepted', evidenceWithinMs: 10_000 });

function parcel(over: Partial<Parcel> = {}): Parcel {
  const claimId = crypto.randomUUID();
  return {
    claimId,
    attemptId: 'mine',
    claim: {
      claimId,
      type: 'no_face',
      capturedAt: Math.round(epochNow()),
      heldMs: 3000,
      signals: { faces: 0, luma: 90, yaw: null, pitch: null },
    },
    sha256: '0'.repeat(64),
    jpeg: new Blob(['jpeg']),
    stage: 'packed',
    ...over,
  };
}

/** An outbox whose server gives these answers, one after the other; the last ones repeat. */
function outboxWith(answers: Answer[], uploads: UploadOutcome[], store = new MemoryOutboxStore()) {
  const announce = vi.fn(() =>
    Promise.resolve(answers.length > 1 ? answers.shift()! : answers[0]!),
  );
  const upload = vi.fn(() => Promise.resolve(uploads.length > 1 ? uploads.shift()! : uploads[0]!));
  const fates: Fate[] = [];
  const outbox = new Outbox({
    attemptId: 'mine',
    store,
    toServerTime: (epoch) => epoch + 5000,
    announce,
    upload,
    onFate: (_parcel, fate) => fates.push(fate),
    pause: () => Promise.resolve(),
  });
  return { outbox, store, announce, upload, fates };
}

describe('Outbox', () => {
  it('announces a claim in the server’s time, then sends its picture, then forgets it', async () => {
    const { outbox, store, announce, upload, fates } = outboxWith([accepted], ['confirmed']);
    const one = parcel();
    await outbox.add(one);
    const capturedAt = one.claim.capturedAt + 5000;
    expect(announce).toHaveBeenCalledExactlyOnceWith({ ...one.claim, capturedAt });
    expect(upload).toHaveBeenCalledExactlyOnceWith({ ...one, stage: 'announced' }, capturedAt);
    expect(fates).toEqual(['waiting', 'sent', 'confirmed']);
    expect(await store.all()).toEqual([]);
  });

  it('sends no picture for a suppressed claim', async () => {
    const { outbox, store, upload, fates } = outboxWith([success({ outcome: 'suppressed' })], []);
    await outbox.add(parcel());
    expect(upload).not.toHaveBeenCalled();
    expect(fates).toEqual(['waiting', 'suppressed']);
    expect(await store.all()).toEqual([]);
  });

  it('says so where the browser cannot keep a claim, and goes on with the next', async () => {
    const { outbox, store, upload, fates } = outboxWith([accepted], ['confirmed']);
    const put = vi.spyOn(store, 'put').mockRejectedValueOnce(new Error('the disk is full'));
    await outbox.add(parcel());
    expect(upload).not.toHaveBeenCalled();
    expect(fates).toEqual(['waiting', 'dropped']);
    put.mockRestore();
    await outbox.add(parcel());
    expect(fates).toEqual(['waiting', 'dropped', 'waiting', 'sent', 'confirmed']);
  });

  it('keeps what it cannot announce, and sends it in order once it can', async () => {
    const store = new MemoryOutboxStore();
    const outage = outboxWith([failure('no_answer')], [], store);
    const [first, second] = [parcel(), parcel()];
    second.claim.capturedAt = first.claim.capturedAt + 10;
    await outage.outbox.add(first);
    await outage.outbox.add(second);
    expect(outage.fates).toEqual(['waiting', 'waiting']);

    const after = outboxWith([accepted], ['confirmed'], store);
    await after.outbox.flush();
    expect(after.announce.mock.calls.map(([claim]: [Parcel['claim']?]) => claim?.claimId)).toEqual([
      first.claimId,
      second.claimId,
    ]);
    expect(after.fates).toEqual(['sent', 'confirmed', 'sent', 'confirmed']);
  });

  it('does not announce twice what the server already knows of', async () => {
    const store = new MemoryOutboxStore();
    await store.put(parcel({ stage: 'announced' }));
    const { outbox, announce, fates } = outboxWith([accepted], ['confirmed'], store);
    await outbox.flush();
    expect(announce).not.toHaveBeenCalled();
    expect(fates).toEqual(['confirmed']);
  });

  it('tries a picture again after an outage or with a new token', async () => {
    const uploads: UploadOutcome[] = ['unreachable', 'token_refused', 'unreachable', 'confirmed'];
    const { outbox, upload, fates } = outboxWith([accepted], uploads);
    await outbox.add(parcel());
    expect(upload).toHaveBeenCalledTimes(4);
    expect(fates.at(-1)).toBe('confirmed');
  });

  it.each<[Answer, UploadOutcome]>([
    [failure('invalid_message'), 'confirmed'],
    [failure('implausible_time'), 'confirmed'],
    [accepted, { refused: 'evidence_not_jpeg' }],
    [accepted, { refused: 'unknown_claim' }],
  ])(
    'drops what the server will never take (%#) and goes on with the next',
    async (answer, upload) => {
      const { outbox, store, fates } = outboxWith([answer, accepted], [upload, 'confirmed']);
      await outbox.add(parcel());
      expect(fates.at(-1)).toBe('dropped');
      await outbox.add(parcel());
      expect(fates.at(-1)).toBe('confirmed');
      expect(await store.all()).toEqual([]);
    },
  );

  it('removes what is another attempt’s, or too old, unsent', async () => {
    const store = new MemoryOutboxStore();
    await store.put(parcel({ attemptId: 'another' }));
    const old = parcel();
    old.claim.capturedAt -= 3_600_000;
    await store.put(old);
    const { outbox, announce } = outboxWith([accepted], ['confirmed'], store);
    await outbox.flush();
    expect(announce).not.toHaveBeenCalled();
    expect(await store.all()).toEqual([]);
  });

  it('sends everything once, however often it is asked to', async () => {
    const { outbox, announce } = outboxWith([accepted], ['confirmed']);
    await Promise.all([outbox.add(parcel()), outbox.add(parcel()), outbox.flush(), outbox.flush()]);
    expect(announce).toHaveBeenCalledTimes(2);
  });
});
