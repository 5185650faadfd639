import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../test-support/child-server.ts';
import { startReceiver, withStatus } from '../../test-support/receivers.ts';
import { send } from './send.ts';

const options = { timeoutMs: 300, answerBytes: 1000, allowPrivate: true };
const post = (url: string, more: Partial<typeof options> = {}) =>
  send(url, '{"a":1}', { 'webhook-id': 'delivery-1' }, { ...options, ...more });

test('a 2xx is a delivery', async () => {
  const receiver = await startReceiver(withStatus(202));
  expect(await post(receiver.url)).toEqual({ status: 202, failure: null });
  expect(receiver.received).toMatchObject([
    {
      path: '/hook',
      body: '{"a":1}',
      headers: {
        'webhook-id': 'delivery-1',
        'content-type': 'application/json',
        'content-length': '7',
        'user-agent': 'Invigil-Webhooks',
      },
    },
  ]);
});

test.each([400, 404, 410, 429, 500, 503])('a %i is none', async (status) => {
  const receiver = await startReceiver(withStatus(status));
  expect(await post(receiver.url)).toEqual({ status, failure: 'bad_status' });
});

test.each([301, 302, 303, 307, 308])('a %i is not followed', async (status) => {
  const other = await startReceiver();
  const receiver = await startReceiver(withStatus(status, { location: other.url }));
  expect(await post(receiver.url)).toEqual({ status, failure: 'redirected' });
  expect(other.connections()).toBe(0);
});

test('a server that hangs is given up in time', async () => {
  const receiver = await startReceiver(() => undefined);
  const begun = performance.now();
  expect(await post(receiver.url)).toEqual({ status: null, failure: 'timeout' });
  expect(performance.now() - begun).toBeLessThan(2000);
  await receiver.cut;
});

test('so is one whose answer trickles in letter by letter', async () => {
  const server = createServer((socket) => {
    const drip = setInterval(() => socket.write('X'), 20);
    socket.write('HTTP/1.1 200 OK\r\nX-Long: ');
    socket.on('error', () => undefined).on('close', () => clearInterval(drip));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ status: null, failure: 'timeout' });
});

test('an answer that does not end is cut short by its size', async () => {
  const receiver = await startReceiver((response) => {
    response.writeHead(200);
    const pour = (): void => {
      while (response.write('x'.repeat(1000)));
    };
    response.on('drain', pour);
    pour();
  });
  const begun = performance.now();
  expect(await post(receiver.url, { timeoutMs: 30_000 })).toEqual({ status: 200, failure: null });
  await receiver.cut;
  expect(performance.now() - begun).toBeLessThan(5000);
});

test('an answer that trickles without an end is cut short by its time', async () => {
  const receiver = await startReceiver((response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(drip));
  });
  expect(await post(receiver.url)).toEqual({ status: 200, failure: null });
  await receiver.cut;
});

test('a server that closes the connection, or is not there, cannot be reached', async () => {
  const receiver = await startReceiver((response) => void response.socket?.destroy());
  expect(await post(receiver.url)).toEqual({ status: null, failure: 'unreachable' });
  const nobody = `http://127.0.0.1:${await freePort()}/`;
  expect(await post(nobody)).toEqual({ status: null, failure: 'unreachable' });
});

test('private networks are refused on the address that would be connected to', async () => {
  const receiver = await startReceiver();
  const { port } = new URL(receiver.url);
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
    const refused = { status: null, failure: 'refused_address' };
    expect(await post(`https://${host}:${port}/`, { allowPrivate: false })).toEqual(refused);
    expect(await post(`http://${host}:${port}/`, { allowPrivate: false })).toEqual(refused);
  }
  expect(receiver.connections()).toBe(0);
});
