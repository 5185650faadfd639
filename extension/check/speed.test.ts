import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { measureLine, speedProbes } from './speed.ts';

/** Takes and gives bytes as the server does, a little late. */
let server: Server;
let serverOrigin: string;
let lateMs = 0;
let asked: string[] = [];
beforeEach(async () => {
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
  [lateMs, asked] = [0, []];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const bytes = Number(new URL(request.url ?? '', 'http://x').searchParams.get('bytes') ?? 0);
    let came = 0;
    request.on('data', (chunk: Buffer) => (came += chunk.length));
    request.on('end', () => {
      const answer = request.method === 'GET' ? Buffer.alloc(bytes) : `{"bytes":${came}}`;
      setTimeout(() => response.end(answer), lateMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  serverOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  vi.restoreAllMocks();
});

const probes = () => speedProbes({ serverOrigin, token: () => Promise.resolve('t') });
const { signal } = new AbortController();

it('measures both ways, with more until it takes long enough', async () => {
  for (const carry of Object.values(probes())) {
    expect(await measureLine(carry, signal)).toBeGreaterThan(1000);
  }
  expect(asked).toHaveLength(2 * config.check.speed.probes.length);
  expect(asked[0]).toBe('POST /api/student/speed Bearer t');
  expect(asked.at(-1)).toBe('GET /api/student/speed?bytes=1000000 Bearer t');
});

it('is content with the smallest where that says enough', async () => {
  lateMs = config.check.speed.enoughMs;
  const kbits = await measureLine(probes().down, signal);
  expect(asked).toHaveLength(1);
  expect(kbits).toBeLessThanOrEqual((50_000 * 8) / lateMs);
});

it('knows nothing where nothing arrives', async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await measureLine(probes().up, signal)).toBeNull();
});
