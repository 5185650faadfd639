import type { TransportOptions } from '@invigil/shared-types';
import { transportOptionsSchema, rtpParametersSchema } from '@invigil/shared-types';
import { Device } from 'mediasoup-client';
import * as fakeParameters from 'mediasoup-client/fakeParameters';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestFailure, type ConsumeReply } from '../api/index.ts';
import { Receiver, type ReceiverSignalling } from './receiver.ts';

/**
 * The server's side of receiving: students live on halls, and each hall has its own transports. What
 * mediasoup-client does with the answers is the real thing, up to the browser's peer connection.
 */
class Halls implements ReceiverSignalling {
  readonly calls: string[] = [];
  readonly hallOf = new Map<string, string>();
  readonly transports = new Map<string, string>();
  /** Held back until it is set: the answers to `createTransport`. */
  gate: Promise<void> = Promise.resolve();
  #made = 0;

  async createTransport(outlet: string): Promise<TransportOptions> {
    this.calls.push(`create ${outlet}`);
    await this.gate;
    this.#made += 1;
    const id = `t${this.#made}`;
    this.transports.set(id, outlet);
    return transportOptionsSchema.parse({
      ...JSON.parse(JSON.stringify(fakeParameters.generateTransportRemoteParameters())),
      id,
    });
  }

  connectTransport(transportId: string): Promise<void> {
    this.calls.push(`connect ${transportId}`);
    return Promise.resolve();
  }

  closeTransport(transportId: string): Promise<void> {
    this.calls.push(`close ${transportId}`);
    this.transports.delete(transportId);
    return Promise.resolve();
  }

  consume(attemptId: string, transportIds: readonly string[]): Promise<ConsumeReply> {
    const outlet = this.hallOf.get(attemptId);
    if (outlet === undefined) return Promise.reject(RequestFailure.because('stream_timeout'));
    const transportId = transportIds.find((id) => this.transports.get(id) === outlet);
    if (transportId === undefined) return Promise.resolve({ state: 'transport_needed', outlet });
    this.#made += 1;
    const { rtpParameters } = fakeParameters.generateConsumerRemoteParameters({
      id: `c${this.#made}`,
      codecMimeType: 'video/VP8',
    });
    return Promise.resolve({
      state: 'ready',
      transportId,
      consumerId: `c${this.#made}`,
      producerId: `p of ${attemptId}`,
      kind: 'video',
      rtpParameters: rtpParametersSchema.parse(JSON.parse(JSON.stringify(rtpParameters))),
    });
  }

  /** The server forgets a transport, as when its worker died. */
  forget(transportId: string): void {
    this.transports.delete(transportId);
  }
}

const never = new AbortController().signal;

function receiverIn(recycleAfter = 100) {
  const halls = new Halls();
  for (const id of ['a1', 'a2', 'a3']) halls.hallOf.set(id, 'A');
  for (const id of ['b1', 'b2']) halls.hallOf.set(id, 'B');
  const lost: string[][] = [];
  const receiver = new Receiver(halls, fakeParameters.generateRouterRtpCapabilities(), {
    limits: { recycleAfter, transportHops: 3 },
    lost: (consumerIds) => lost.push([...consumerIds]),
    openDevice: () =>
      Promise.resolve(new Device({ handlerFactory: FakeHandler.createFactory(fakeParameters) })),
  });
  const consume = (attemptId: string) => receiver.consume(attemptId, never);
  return { halls, receiver, lost, consume };
}

describe('the receiving side', () => {
  beforeEach(() => {
    vi.stubGlobal(
      'MediaStream',
      class {
        readonly tracks: unknown[];
        constructor(tracks: unknown[]) {
          this.tracks = tracks;
        }
      },
    );
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('makes one connection to each hall that it needs, however many ask at once', async () => {
    const { halls, receiver, consume } = receiverIn();
    await Promise.all(['a1', 'a2', 'b1', 'a3', 'b2'].map(consume));
    expect(halls.calls.filter((call) => call.startsWith('create')).sort()).toEqual([
      'create A',
      'create B',
    ]);
    expect(halls.calls.filter((call) => call.startsWith('connect'))).toHaveLength(2);
    expect(receiver.figures.outlets).toEqual([
      { outlet: 'A', transports: 1, consumers: 3 },
      { outlet: 'B', transports: 1, consumers: 2 },
    ]);
  });

  it('renews a connection that has seen too many videos, while the others on it go on', async () => {
    const { halls, receiver, lost, consume } = receiverIn(2);
    const stays = await consume('a1');
    for (let round = 0; round < 2; round += 1) (await consume('a2')).close();
    expect(halls.calls).not.toContain('close t1');
    const next = await consume('a3');
    expect(halls.calls.filter((call) => call === 'create A')).toHaveLength(2);
    expect(receiver.figures.outlets).toEqual([{ outlet: 'A', transports: 2, consumers: 2 }]);
    expect(receiver.figures).toMatchObject({ closedConsumers: 2, recycled: 1 });
    stays.close();
    expect(halls.calls.at(-1)).toBe('close t1');
    expect(receiver.figures.outlets).toEqual([{ outlet: 'A', transports: 1, consumers: 1 }]);
    expect(lost).toEqual([]);
    next.close();
    // The fresh one is not worn yet.
    expect(halls.calls.filter((call) => call.startsWith('close'))).toEqual(['close t1']);
  });

  it('does not close a connection that an answer on its way may name', async () => {
    const { halls, consume } = receiverIn(1);
    const first = await consume('a1');
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const consumeNow = halls.consume.bind(halls);
    vi.spyOn(halls, 'consume').mockImplementation(async (...request) => {
      asked.resolve();
      await answer.promise;
      return consumeNow(...request);
    });
    const coming = consume('a2');
    await asked.promise;
    first.close();
    answer.resolve();
    const video = await coming;
    expect(halls.calls).not.toContain('close t1');
    video.close();
    expect(halls.calls.at(-1)).toBe('close t1');
  });

  it('loses with a connection only what came over it, and makes a new one for what is asked next', async () => {
    const { halls, receiver, lost, consume } = receiverIn();
    const gone = await consume('a1');
    await consume('b1');
    halls.forget('t1');
    receiver.handleTransportClosed('t1');
    receiver.handleTransportClosed('t1');
    receiver.handleTransportClosed('somebody-elses');
    expect(lost).toEqual([[gone.consumerId]]);
    gone.close();
    await consume('a1');
    expect(receiver.figures.outlets).toEqual([
      { outlet: 'B', transports: 1, consumers: 1 },
      { outlet: 'A', transports: 1, consumers: 1 },
    ]);
  });

  it('replaces a connection that the server does not know any more, before it was told', async () => {
    const { halls, lost, consume } = receiverIn();
    const gone = await consume('a1');
    halls.forget('t1');
    await expect(consume('a2')).resolves.toMatchObject({ arriving: false });
    expect(lost).toEqual([[gone.consumerId]]);
  });

  it('gives up with a reason where the server sends it from one connection to the next', async () => {
    const { halls, consume } = receiverIn();
    vi.spyOn(halls, 'consume').mockResolvedValue({ state: 'transport_needed', outlet: 'A' });
    await expect(consume('a1')).rejects.toMatchObject({ reason: 'transport_unknown' });
  });

  it('passes on why the server refuses', async () => {
    const { consume } = receiverIn();
    await expect(consume('nobody')).rejects.toMatchObject({ reason: 'stream_timeout' });
  });

  it('asks nothing more for who has been let go', async () => {
    const { halls, receiver } = receiverIn();
    const open = Promise.withResolvers<void>();
    halls.gate = open.promise;
    const letGo = new AbortController();
    const asking = receiver.consume('a1', letGo.signal);
    await expect.poll(() => halls.calls).toContain('create A');
    letGo.abort();
    open.resolve();
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
    expect(receiver.figures.outlets).toEqual([{ outlet: 'A', transports: 1, consumers: 0 }]);
  });

  it('says that this browser cannot receive it', async () => {
    const receiver = new Receiver(
      new Halls(),
      { codecs: [] },
      {
        limits: { recycleAfter: 100, transportHops: 3 },
        lost: () => {},
        openDevice: () => Promise.reject(new Error('no WebRTC')),
      },
    );
    await expect(receiver.consume('a1', never)).rejects.toMatchObject({ reason: 'media_refused' });
  });

  it('closed, has nothing and gives nothing', async () => {
    const { receiver, lost, consume } = receiverIn();
    await consume('a1');
    receiver.close();
    expect(receiver.figures.outlets).toEqual([]);
    expect(lost).toEqual([]);
    await expect(consume('a1')).rejects.toMatchObject({ reason: 'released' });
  });
});
