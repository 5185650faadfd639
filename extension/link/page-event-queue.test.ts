import 'fake-indexeddb/auto';
import {
  failure,
  success,
  type AgentRequests,
  type PageEvent,
  type ReplyOf,
  type Result,
} from '@invigil/shared-types';
import { describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { epochNow } from '../time.ts';
import { PageEventQueue } from './page-event-queue.ts';
import { openWaitingRoom } from './stores.ts';
import { unsentPageEvent } from './unsent-page-event.ts';

type Answer = Result<ReplyOf<AgentRequests, 'page_event'>>;
const recorded: Answer = success({ outcome: 'recorded' });

function pageEvent(change: Partial<PageEvent> = {}): PageEvent {
  return {
    eventId: crypto.randomUUID(),
    type: 'page_hidden',
    startedAt: 1_000_000,
    durationMs: null,
    ...change,
  };
}
const newStore = () => openWaitingRoom(crypto.randomUUID()).pageEvents;

/** A queue whose server gives these answers, one after the other; the last one repeats. */
function queueWith(answers: Answer[], store = newStore()) {
  const send = vi.fn((_event: PageEvent) =>
    Promise.resolve((answers.length > 1 ? answers.shift() : answers[0]) ?? recorded),
  );
  const told: PageEvent[] = [];
  const queue = new PageEventQueue({
    attemptId: 'mine',
    store,
    toServerTime: (epoch) => epoch + 5000,
    send,
    onRecorded: (event) => told.push(event),
    pause: () => Promise.resolve(),
  });
  return { queue, store, send, told };
}

describe('PageEventQueue', () => {
  it('sends an event in the server’s time, and forgets it', async () => {
    const { queue, store, send, told } = queueWith([recorded]);
    const event = pageEvent();
    await queue.add(event);
    expect(send).toHaveBeenCalledExactlyOnceWith({ ...event, startedAt: 1_005_000 });
    expect(told).toEqual([event]);
    expect(await store.all()).toEqual([]);
  });

  it('sends what an outage kept back, beginning and end, in order', async () => {
    const store = newStore();
    const outage = queueWith([failure('no_answer')], store);
    const began = pageEvent();
    await outage.queue.add(began);
    await outage.queue.add({ ...began, durationMs: 4000 });
    await outage.queue.add(pageEvent({ type: 'paste', durationMs: 0 }));

    const after = queueWith([recorded], store);
    await after.queue.flush();
    expect(after.send.mock.calls.map(([{ type, durationMs }]) => [type, durationMs])).toEqual([
      ['page_hidden', null],
      ['page_hidden', 4000],
      ['paste', 0],
    ]);
    expect(await store.all()).toEqual([]);
  });

  it('tries again what the server cannot take now, and nothing overtakes it', async () => {
    const { queue, send } = queueWith([failure('rate_limited'), recorded]);
    const [first, second] = [pageEvent(), pageEvent()];
    await Promise.all([queue.add(first), queue.add(second)]);
    const sent = send.mock.calls.map(([{ eventId }]) => eventId);
    expect(sent[0]).toBe(sent[1]);
    expect(new Set(sent)).toEqual(new Set([first.eventId, second.eventId]));
    expect(sent).toHaveLength(3);
  });

  it('drops what the server will never take, and counts nothing that it ignored', async () => {
    const ignored: Answer = success({ outcome: 'ignored' });
    const { queue, store, told } = queueWith([failure('implausible_time'), ignored, recorded]);
    for (let i = 0; i < 3; i++) await queue.add(pageEvent());
    expect(told).toHaveLength(1);
    expect(await store.all()).toEqual([]);
  });

  it('keeps to its limits: not another attempt’s, nothing too old, not too many', async () => {
    const store = newStore();
    const now = epochNow();
    await store.put(unsentPageEvent('another', pageEvent(), now));
    await store.put(unsentPageEvent('mine', pageEvent(), now - config.outbox.maxAgeMs - 1));
    const events = Array.from({ length: config.outbox.maxPageEvents + 2 }, () => pageEvent());
    for (const [i, event] of events.entries())
      await store.put(unsentPageEvent('mine', event, now + i));
    const { queue, send } = queueWith([recorded], store);
    await queue.flush();
    expect(send.mock.calls.map(([{ eventId }]) => eventId)).toEqual(
      events.slice(2).map(({ eventId }) => eventId),
    );
    expect(await store.all()).toEqual([]);
  });

  it('goes on where the browser cannot keep an event', async () => {
    const { queue, store, send } = queueWith([recorded]);
    vi.spyOn(store, 'put').mockRejectedValueOnce(new Error('the disk is full'));
    await queue.add(pageEvent());
    expect(send).not.toHaveBeenCalled();
    await queue.add(pageEvent());
    expect(send).toHaveBeenCalledOnce();
  });
});
