import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { z } from 'zod';

/** One of the bench's other processes. It ends with this one. */
export class Helper {
  readonly #process: ChildProcess;

  constructor(file: 'cameras' | 'sink' | 'copy-loop') {
    this.#process = fork(new URL(`./${file}.ts`, import.meta.url), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
  }

  get pid(): number {
    if (this.#process.pid === undefined) throw new Error('It did not start');
    return this.#process.pid;
  }

  send(order: object): void {
    this.#process.send(order);
  }

  /** Sends an order and resolves with the answer. */
  async ask<T extends z.ZodType>(order: object, answer: T): Promise<z.output<T>> {
    const coming = once(this.#process, 'message');
    this.send(order);
    const [message] = (await coming) as unknown[];
    return answer.parse(message);
  }

  /** Resolves once it has said that it is ready. */
  async ready(): Promise<this> {
    await once(this.#process, 'message');
    return this;
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}
