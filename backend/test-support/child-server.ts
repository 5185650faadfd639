import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A server program that a test started, on 127.0.0.1. */
export interface ChildServer {
  readonly port: number;
  /** Ends it at once and waits for that. Idempotent. */
  kill(): Promise<void>;
  /** Stops it where it stands: it keeps its connections and answers nothing. */
  freeze(): void;
  thaw(): void;
}

/**
 * Starts the program on a free port, or on `port`, and resolves once it accepts connections.
 * Whatever happens, it ends with this process.
 */
export async function startChildServer(
  program: string,
  argumentsFor: (port: number) => readonly string[],
  options: { port?: number; readyWithinMs?: number } = {},
): Promise<ChildServer> {
  const port = options.port ?? (await freePort());
  const child = spawn(program, argumentsFor(port), { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close').catch(() => {});
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const kill = async () => {
    process.removeListener('exit', endWithUs);
    child.kill('SIGKILL');
    await ended;
  };
  try {
    await untilListening(child, port, options.readyWithinMs ?? 20_000);
  } catch (error) {
    await kill();
    throw new Error(`${program} did not start: ${output}`, { cause: error });
  }
  return {
    port,
    kill,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilListening(child: ChildProcess, port: number, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (await accepts(port)) return;
    await pause(30);
  }
  throw new Error(`nothing listens on port ${port} after ${withinMs} ms`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
