import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PendingConsumers } from './pending-consumers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = (): AbortSignal => new AbortController().signal;
const refusedFor = (reason: string): unknown => expect.objectContaining({ reason });

describe('those who wait for a stream', () => {
  it('are all answered when it comes, and nobody else is', async () => {
    const pending = new PendingConsumers<string>(1000);
    const both = Promise.all([pending.wait('a', never()), pending.wait('a', never())]);
    const other = pending.wait('b', never()).catch((error: unknown) => error);
    pending.fulfil('a', 'video');
    expect(await both).toEqual(['video', 'video']);
    expect(pending.size).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(await other).toEqual(refusedFor('stream_timeout'));
  });

  it('are turned away when the time is over, and not before', async () => {
    const pending = new PendingConsumers<string>(1000);
    const answer = pending.wait('a', never()).catch((error: unknown) => error);
    vi.advanceTimersByTime(999);
    expect(pending.size).toBe(1);
    vi.advanceTimersByTime(1);
    expect(pending.size).toBe(0);
    expect(await answer).toEqual(refusedFor('stream_timeout'));
  });

  it('may let go, each for itself', async () => {
    const pending = new PendingConsumers<string>(1000);
    const impatient = new AbortController();
    const gone = pending.wait('a', impatient.signal).catch((error: unknown) => error);
    const patient = pending.wait('a', never());
    impatient.abort();
    expect(await gone).toEqual(refusedFor('released'));
    pending.fulfil('a', 'video');
    expect(await patient).toBe('video');
  });

  it('do not begin to wait when they have let go already', async () => {
    const pending = new PendingConsumers<string>(1000);
    await expect(pending.wait('a', AbortSignal.abort())).rejects.toEqual(refusedFor('released'));
    expect(pending.size).toBe(0);
  });

  it('are turned away when everything closes', async () => {
    const pending = new PendingConsumers<string>(1000);
    const answers = ['a', 'a', 'b'].map((key) =>
      pending.wait(key, never()).catch((error: unknown) => error),
    );
    pending.close();
    expect(await Promise.all(answers)).toEqual(Array(3).fill(refusedFor('released')));
    expect([pending.size, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('leave neither timer nor listener behind once they are answered', async () => {
    const pending = new PendingConsumers<string>(1000);
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    const answer = pending.wait('a', signal);
    pending.fulfil('a', 'video');
    await answer;
    expect(removed).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
    // Nobody waits: nothing happens, and nothing is kept for later.
    pending.fulfil('a', 'other');
    expect(pending.size).toBe(0);
  });
});
