import { afterEach, describe, expect, it, vi } from 'vitest';
import { Describer, describerLifecycle } from './describer.ts';
import type { DescribeRequest, DescriberMessage } from './protocol.ts';

const answerMs = 1500;
const descriptor = Float32Array.of(1, 2, 3);
const pixels = () => new ArrayBuffer(16);

afterEach(() => vi.useRealTimers());

/** A describer, and the worker at the other end of its port. */
function connect() {
  const { port1, port2 } = new MessageChannel();
  const requests: DescribeRequest[] = [];
  port2.onmessage = ({ data }: MessageEvent<DescribeRequest>) => requests.push(data);
  const describer = new Describer(port1, answerMs);
  const say = (message: DescriberMessage) => port2.postMessage(message);
  /** Ends the connection, which keeps the process alive. */
  const end = () => {
    port1.close();
    port2.close();
  };
  return { describer, requests, say, end };
}

describe('asking what a face looks like', () => {
  it('answers with its description', async () => {
    const { describer, requests, say, end } = connect();
    say({ kind: 'ready' });
    await vi.waitFor(() => expect(describer.isFree).toBe(true));
    const answer = describer.describe(pixels());
    expect(describer.isFree).toBe(false);
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    say({ kind: 'described', descriptor });
    expect(await answer).toEqual(descriptor);
    expect(describer.isFree).toBe(true);
    end();
  });

  it('is not possible before it is ready', async () => {
    const { describer, requests, end } = connect();
    expect(describer.isFree).toBe(false);
    expect(await describer.describe(pixels())).toBeNull();
    expect(requests).toEqual([]);
    end();
  });

  it('is not waited for for ever, and not asked again before it has answered', async () => {
    const { describer, requests, say, end } = connect();
    say({ kind: 'ready' });
    await vi.waitFor(() => expect(describer.isFree).toBe(true));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const answer = describer.describe(pixels());
    vi.advanceTimersByTime(answerMs);
    expect(await answer).toBeNull();
    expect(describer.isFree).toBe(false);
    expect(await describer.describe(pixels())).toBeNull();
    vi.useRealTimers();

    await vi.waitFor(() => expect(requests).toHaveLength(1));
    say({ kind: 'described', descriptor });
    await vi.waitFor(() => expect(describer.isFree).toBe(true));
    // The late answer is nobody's: the next question gets its own.
    const second = describer.describe(pixels());
    await vi.waitFor(() => expect(requests).toHaveLength(2));
    say({ kind: 'described', descriptor: Float32Array.of(9) });
    expect(await second).toEqual(Float32Array.of(9));
    end();
  });

  it('ends where it fails, and whoever waits is told', async () => {
    const { describer, say, end } = connect();
    say({ kind: 'ready' });
    await vi.waitFor(() => expect(describer.isFree).toBe(true));
    const answer = describer.describe(pixels());
    say({ kind: 'failed' });
    expect(await answer).toBeNull();
    expect(describer.isFree).toBe(false);
    expect(await describer.describe(pixels())).toBeNull();
    end();
  });

  it('ends where it is closed, and whoever waits is told', async () => {
    const { describer, say, end } = connect();
    say({ kind: 'ready' });
    await vi.waitFor(() => expect(describer.isFree).toBe(true));
    const answer = describer.describe(pixels());
    describer.close();
    expect(await answer).toBeNull();
    end();
  });
});

describe("the lifecycle of the port's other end", () => {
  const moves = describerLifecycle.states.flatMap((state) =>
    describerLifecycle.events.map((event) => {
      const step = describerLifecycle.next(state, event);
      return `${state} ${event}: ${step.moved ? step.state : 'refused'}`;
    }),
  );

  it('asks one thing at a time, and never what has failed', () => {
    expect(moves).toEqual([
      'loading ready: free',
      'loading ask: refused',
      'loading answer: refused',
      'loading fail: off',
      'free ready: refused',
      'free ask: busy',
      'free answer: refused',
      'free fail: off',
      'busy ready: refused',
      'busy ask: refused',
      'busy answer: free',
      'busy fail: off',
      'off ready: refused',
      'off ask: refused',
      'off answer: refused',
      'off fail: refused',
    ]);
  });
});
