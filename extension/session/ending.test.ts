import { failure, success, type Reason } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { Ending } from './ending.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function ending(flush: () => Promise<void> = () => Promise.resolve()) {
  const state: { joined: boolean; reason: Reason | null } = { joined: true, reason: null };
  const asked: string[] = [];
  const close = vi.fn();
  const overBefore = vi.fn();
  const made = new Ending({
    isJoined: () => state.joined,
    submit: () => {
      asked.push('submit');
      return Promise.resolve(state.reason === null ? success({}) : failure(state.reason));
    },
    leave: (cause) => {
      asked.push(cause);
      return Promise.resolve();
    },
    flush,
    flushSmall: flush,
    overBefore,
    close,
  });
  return { ending: made, state, asked, close, overBefore };
}
const never = () => new Promise<void>(() => undefined);

describe('Ending', () => {
  it('hands in, and tries again until the server has heard it', async () => {
    const { ending: made, state, asked, close } = ending();
    state.reason = 'internal';
    made.handIn();
    await vi.advanceTimersByTimeAsync(1500);
    expect(asked.length).toBeGreaterThan(1);
    expect(close).not.toHaveBeenCalled();
    state.reason = null;
    await vi.advanceTimersByTimeAsync(1500);
    expect(close).toHaveBeenCalledExactlyOnceWith('submitted');
  });

  it('does not say that it was handed in where it was over before', async () => {
    const { ending: made, state, close, overBefore } = ending();
    state.reason = 'attempt_over';
    made.handIn();
    await vi.advanceTimersByTimeAsync(1500);
    expect(overBefore).toHaveBeenCalledOnce();
    expect(close).not.toHaveBeenCalled();
  });

  it('hands in with the next connection, and gives up in the end', async () => {
    const { ending: made, state, asked, close } = ending();
    state.joined = false;
    made.handIn();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual([]);
    state.joined = true;
    state.reason = 'no_answer';
    void made.submit();
    void made.submit();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['submit']);
    state.joined = false;
    await vi.advanceTimersByTimeAsync(config.page.handInMs);
    expect(close).toHaveBeenCalledExactlyOnceWith(null);
  });

  it('does not wait for ever with leaving', async () => {
    const { ending: made, asked, close } = ending(never);
    void made.leave('tab_closed');
    await vi.advanceTimersByTimeAsync(config.page.lastWordsMs);
    expect([asked, close.mock.calls]).toEqual([['tab_closed'], [[null]]]);
  });

  it('closes once the server knows that the end was carried out, or soon after', async () => {
    const told = ending();
    void told.ending.obey(Promise.resolve());
    await vi.advanceTimersByTimeAsync(0);
    expect([told.asked, told.close.mock.calls]).toEqual([[], [['ended']]]);
    const silent = ending();
    void silent.ending.obey(never());
    await vi.advanceTimersByTimeAsync(config.page.lastWordsMs - 1);
    expect(silent.close).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(silent.close).toHaveBeenCalledExactlyOnceWith('ended');
  });
});
