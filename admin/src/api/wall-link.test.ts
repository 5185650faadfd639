// @vitest-environment node
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failure, success, wallNamespace, type WallBatch } from '@invigil/shared-types';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { examForTest } from '../testing/index.ts';
import type { RequestFailure } from './failure.ts';
import { openWallLink, type WallLink, type WallLinkListener } from './wall-link.ts';

type Answer = (answer: unknown) => void;

/** Asks of a real Socket.IO connection what the gateway would. */
describe('the link to the wall’s gateway', () => {
  let http: HttpServer;
  let server: Server;
  let origin: string;
  let link: WallLink;
  let sockets: Socket[];
  const heard: string[] = [];
  const refusals: RequestFailure[] = [];
  const onBatch = vi.fn<(batch: WallBatch) => void>();
  const answers = new Map<string, (request: unknown, answer: Answer) => void>();

  const listener: WallLinkListener = {
    connected: () => heard.push('connected'),
    disconnected: () => heard.push('disconnected'),
    refused: (refusal) => refusals.push(refusal),
    batch: onBatch,
    unreadableBatch: () => heard.push('unreadable'),
    operating: ({ mode }) => heard.push(`operating ${mode}`),
    exam: (exam) => heard.push(`exam ${exam.title}`),
    watchers: (watchers) => heard.push(`watchers ${watchers.length}`),
    consumerClosed: ({ consumerId }) => heard.push(`consumer ${consumerId}`),
    mediaClosed: ({ transportId }) => heard.push(`transport ${transportId}`),
  };

  beforeEach(async () => {
    heard.length = 0;
    refusals.length = 0;
    sockets = [];
    answers.clear();
    onBatch.mockReset();
    http = createServer();
    server = new Server(http, { serveClient: false });
    server.of(wallNamespace).on('connection', (socket) => {
      sockets.push(socket);
      socket.onAny((event: string, request: unknown, answer: Answer) =>
        answers.get(event)?.(request, answer),
      );
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    origin = `http://127.0.0.1:${port}`;
    link = openWallLink(listener, origin);
    await expect.poll(() => heard).toEqual(['connected']);
  });
  afterEach(async () => {
    link.close();
    await server.close();
  });

  const socket = (): Socket => {
    const newest = sockets.at(-1);
    if (newest === undefined) throw new Error('Nobody has connected.');
    return newest;
  };
  const batch = { after: 0, sequence: 1, deltas: [], incidents: [], actions: [] };

  it('acknowledges a batch once it was taken, and not before', async () => {
    const order: string[] = [];
    onBatch.mockImplementation(() => {
      order.push('taken');
      // What Vue renders because of it.
      void Promise.resolve().then(() => order.push('rendered'));
    });
    await socket().timeout(2_000).emitWithAck('wall:batch', batch);
    order.push('acknowledged');
    expect(order).toEqual(['taken', 'rendered', 'acknowledged']);
    expect(onBatch).toHaveBeenCalledExactlyOnceWith(batch);
  });

  it('acknowledges what it could not read, too, and says that something is missing', async () => {
    await socket()
      .timeout(2_000)
      .emitWithAck('wall:batch', { ...batch, sequence: 'one' });
    expect(heard).toContain('unreadable');
    expect(onBatch).not.toHaveBeenCalled();
  });

  it('passes on what the server says, and leaves out what nobody can read', async () => {
    socket().emit('media:closed', { transportId: 7 });
    socket().emit('media:closed', { transportId: 't1' });
    socket().emit('media:consumer_closed', { attemptId: 'a', consumerId: 'c1' });
    socket().emit('wall:watchers', { watchers: [] });
    socket().emit('wall:exam', { exam: { ...examForTest, title: 7 } });
    socket().emit('wall:exam', { exam: examForTest });
    socket().emit('wall:operating', { mode: 'normal', since: 0 });
    await expect
      .poll(() => heard.slice(1))
      .toEqual([
        ...['transport t1', 'consumer c1', 'watchers 0'],
        ...[`exam ${examForTest.title}`, 'operating normal'],
      ]);
  });

  it('hears that the session is over', async () => {
    socket().emit('wall:signed_out', {});
    await expect.poll(() => refusals.map(({ reason }) => reason)).toEqual(['not_signed_in']);
  });

  it('asks and is answered, refused, or given something else than agreed', async () => {
    answers.set('media:create_transport', (request, answer) => {
      expect(request).toEqual({ outlet: 'hall-1' });
      answer(failure('transport_limit'));
    });
    await expect(link.createTransport('hall-1')).rejects.toMatchObject({
      reason: 'transport_limit',
    });
    answers.set('media:consume', (_request, answer) =>
      answer(success({ state: 'transport_needed', outlet: 'hall-1' })),
    );
    await expect(link.consume('a', ['t1'], {})).resolves.toEqual({
      state: 'transport_needed',
      outlet: 'hall-1',
    });
    answers.set('media:consume', (_request, answer) => answer(success({ state: 'perhaps' })));
    await expect(link.consume('a', [], {})).rejects.toMatchObject({ reason: 'internal' });
  });

  it('goes on trying after the server hung up, and asks nothing meanwhile', async () => {
    socket().disconnect();
    await expect.poll(() => heard).toContain('disconnected');
    await expect.poll(() => heard.filter((each) => each === 'connected')).toHaveLength(2);
    link.close();
    await expect(link.pause('a')).rejects.toMatchObject({ reason: 'unreachable' });
  });
});
