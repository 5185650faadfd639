import { describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { Flusher, type Round } from './flusher.ts';

function flusherThat(rounds: Round[]) {
  const send = vi.fn(() => Promise.resolve(rounds.shift() ?? 'done'));
  const pauses: number[] = [];
  const flusher = new Flusher(send, (ms) => {
    pauses.push(ms);
    return Promise.resolve();
  });
  return { flusher, send, pauses };
}

describe('Flusher', () => {
  it('sends in one round at a time, and once more for whoever asked meanwhile', async () => {
    const { flusher, send } = flusherThat([]);
    let under = 0;
    send.mockImplementation(async () => {
      expect(++under).toBe(1);
      await Promise.resolve();
      under--;
      return 'done';
    });
    await Promise.all([flusher.flush(), flusher.flush(), flusher.flush()]);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('waits, longer each time, while the server cannot take something', async () => {
    const { flusher, send, pauses } = flusherThat(['later', 'later', 'done']);
    await flusher.flush();
    expect(send).toHaveBeenCalledTimes(3);
    expect(pauses).toEqual(config.outbox.retryMs.slice(0, 2));
  });

  it('leaves it to the next connection where there is none', async () => {
    const { flusher, send, pauses } = flusherThat(['offline']);
    await flusher.flush();
    expect(send).toHaveBeenCalledOnce();
    expect(pauses).toEqual([]);
  });

  it('survives a round that fails', async () => {
    const { flusher, send } = flusherThat([]);
    send.mockRejectedValueOnce(new Error('the disk is gone'));
    await flusher.flush();
    await flusher.flush();
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('begins no further round when it is closed', async () => {
    const { flusher, send } = flusherThat(['later', 'later']);
    send.mockImplementationOnce(() => {
      flusher.close();
      return Promise.resolve('later');
    });
    await flusher.flush();
    expect(send).toHaveBeenCalledOnce();
  });
});
