import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  faceWorkerAnswerSchema,
  type CountRequest,
  type Face,
  type FaceWorkerAnswer,
  type FaceWorkerOptions,
} from './face-worker-messages.ts';

/** It did not answer in time. */
export class Overrun extends Error {
  constructor(ms: number) {
    super(`No answer within ${ms} ms`);
    this.name = 'Overrun';
  }
}

/** The program that runs in the thread, below the folder that set-up makes. */
export const facePrograms = { worker: 'worker.cjs' } as const;

/** The thread in which faces are counted. One request at a time; after any failure it is of no more use. */
export class FaceThread {
  readonly #worker: Worker;
  #ended: Error | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('error', (error) => {
      this.#ended = asError(error);
    });
    worker.on('exit', (code) => {
      this.#ended ??= new Error(`The thread ended with exit code ${code}`);
    });
  }

  /** @throws Overrun, or whatever ended the thread */
  static async start(options: FaceWorkerOptions, timeoutMs: number): Promise<FaceThread> {
    const worker = new Worker(join(options.folder, facePrograms.worker), { workerData: options });
    // It never keeps the server from ending.
    worker.unref();
    const thread = new FaceThread(worker);
    try {
      await thread.#answer('ready', timeoutMs);
      return thread;
    } catch (error) {
      await thread.stop();
      throw error;
    }
  }

  /** @throws Overrun, or whatever failed in the thread */
  async count(request: CountRequest, timeoutMs: number): Promise<readonly Face[]> {
    if (this.#ended !== undefined) throw this.#ended;
    const answer = this.#answer('counted', timeoutMs);
    this.#worker.postMessage(request);
    return (await answer).faces;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  async #answer<Kind extends FaceWorkerAnswer['answer']>(
    kind: Kind,
    timeoutMs: number,
  ): Promise<Extract<FaceWorkerAnswer, { answer: Kind }>> {
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), timeoutMs);
    const { signal } = over;
    try {
      // `once` rejects at an 'error' of the thread by itself.
      const message: unknown = await Promise.race([
        once(this.#worker, 'message', { signal }).then(([first]: unknown[]) => first),
        once(this.#worker, 'exit', { signal }).then(() => Promise.reject(asError(this.#ended))),
      ]);
      const answer = faceWorkerAnswerSchema.parse(message);
      if (answer.answer === 'failed') throw new Error(answer.message);
      if (!isOfKind(answer, kind)) throw new Error(`It answered "${answer.answer}"`);
      return answer;
    } catch (error) {
      throw signal.aborted ? new Overrun(timeoutMs) : error;
    } finally {
      clearTimeout(timer);
      // Lets go of the listener that lost.
      over.abort();
    }
  }
}

function isOfKind<Kind extends FaceWorkerAnswer['answer']>(
  answer: FaceWorkerAnswer,
  kind: Kind,
): answer is Extract<FaceWorkerAnswer, { answer: Kind }> {
  return answer.answer === kind;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
