import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  /** Whole requests, in their order. */
  readonly received: Received[];
  /** How often somebody has connected. */
  readonly connections: () => number;
  /** Resolves once somebody has cut an answer short. */
  readonly cut: Promise<void>;
  /** What it does from now on. */
  answer: (response: ServerResponse) => void;
}

export const withStatus =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers).end('thanks');
  };

/** A server of somebody else, on 127.0.0.1, until the test ends. */
export async function startReceiver(answer = withStatus(204)): Promise<Receiver> {
  const received: Received[] = [];
  const cut = Promise.withResolvers<void>();
  const counted = { connections: 0 };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      response.on('close', () => {
        if (!response.writableFinished) cut.resolve();
      });
      receiver.answer(response);
    });
  });
  server.on('connection', () => (counted.connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    connections: () => counted.connections,
    cut: cut.promise,
    answer,
  };
  return receiver;
}
