import { once } from 'node:events';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';

const scoreSchema = z.object({ attemptId: z.string(), claimedScore: z.number() });

/**
 * The limit: a server that does nothing but fan out. It takes a score, gathers all scores of a tick, and
 * sends them to every wall, made into text once.
 */
export class BareServer {
  readonly #server: WebSocketServer;
  readonly #walls = new Set<WebSocket>();
  readonly #timer: NodeJS.Timeout;
  #deltas = new Map<string, z.infer<typeof scoreSchema>>();
  #sequence = 0;

  private constructor(server: WebSocketServer, tickMs: number) {
    this.#server = server;
    this.#timer = setInterval(() => this.#flush(), tickMs);
    server.on('connection', (socket, request) => {
      if (request.url === '/wall') this.#walls.add(socket);
      socket.on('message', (data: Buffer) => {
        if (request.url === '/wall') return;
        const score = scoreSchema.parse(JSON.parse(data.toString()));
        this.#deltas.set(score.attemptId, score);
      });
      socket.once('close', () => this.#walls.delete(socket));
    });
  }

  static async open(tickMs: number): Promise<BareServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new BareServer(server, tickMs);
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP port');
    return `ws://127.0.0.1:${address.port}`;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  #flush(): void {
    if (this.#deltas.size === 0) return;
    const after = this.#sequence;
    this.#sequence += 1;
    const deltas = [...this.#deltas.values()];
    const text = JSON.stringify({ after, sequence: this.#sequence, deltas });
    this.#deltas = new Map();
    for (const wall of this.#walls) wall.send(text);
  }
}
