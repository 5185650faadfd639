import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { TestServer } from '../test-support/server.ts';

it('stops although a browser has opened a connection and sends nothing over it', async () => {
  const server = await TestServer.start({ INVIGIL_STOP_GRACE_MS: '50' });
  const { hostname, port } = new URL(server.url);
  const ahead = connect(Number(port), hostname);
  await once(ahead, 'connect');
  const cut = once(ahead, 'close');
  await server.close();
  await cut;
  expect(ahead.destroyed).toBe(true);
});
