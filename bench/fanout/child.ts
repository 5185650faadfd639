import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), message: z.string() }),
]);
type Reply = z.infer<typeof replySchema>;

/** A process of a bench, that does one thing after the other as it is told. */
export class Child {
  readonly #process: ChildProcess;

  /** @param file beside this one */
  constructor(file: string) {
    this.#process = fork(new URL(file, import.meta.url), {
      execArgv: ['--disable-warning=ExperimentalWarning', '--expose-gc'],
      serialization: 'advanced',
    });
  }

  /** @throws Error with what went wrong in there */
  async ask<S extends z.ZodType>(order: object, reply: S): Promise<z.output<S>> {
    const ended = new AbortController();
    try {
      this.#process.send(order);
      const [message] = (await Promise.race([
        once(this.#process, 'message', { signal: ended.signal }),
        once(this.#process, 'exit', { signal: ended.signal }).then(() => {
          throw new Error('A process of the bench has ended');
        }),
      ])) as unknown[];
      const answer = replySchema.parse(message);
      if (!answer.ok) throw new Error(answer.message);
      return reply.parse(answer.data);
    } finally {
      ended.abort();
    }
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.disconnect();
    await exit;
  }
}

/** In the process: answers one order at a time; ends when the bench does. */
export function answerOrders<S extends z.ZodType>(
  orders: S,
  act: (order: z.output<S>) => Promise<unknown>,
): void {
  const answer = (reply: Reply): void => void process.send?.(reply);
  process.on('message', (message) => {
    Promise.resolve(message)
      .then((order) => act(orders.parse(order)))
      .then(
        (data) => answer({ ok: true, data: data ?? null }),
        (error: unknown) => answer({ ok: false, message: String(error) }),
      );
  });
  process.on('disconnect', () => process.exit());
}

/** Milliseconds since the epoch, finer than `Date.now`: one clock for all processes of a machine. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();
