import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  evidenceOf,
  type AttemptReport,
  type Evidence,
  type ExamReport,
} from '@invigil/shared-types';
import { Semaphore } from 'async-mutex';
import { jsonOf } from '../fingerprint.ts';
import type { PictureReader } from '../pictures.ts';
import { renderedSchema, type RenderOrder } from './messages.ts';

export interface RendererOptions {
  /** Reports that are rendered at the same time; others wait for their turn. */
  readonly atOnce: number;
  /** Longest time for one, milliseconds. */
  readonly timeoutMs: number;
}

type ThreadKind = RenderOrder['kind'];

/** Renders reports in threads of their own. */
export class Renderer {
  readonly #pictures: PictureReader;
  readonly #options: RendererOptions;
  readonly #turns: Semaphore;

  constructor(pictures: PictureReader, options: RendererOptions) {
    this.#pictures = pictures;
    this.#options = options;
    this.#turns = new Semaphore(options.atOnce);
  }

  /** @throws StorageError where a picture cannot be read; Error where it takes too long */
  attempt(report: AttemptReport, kind: ThreadKind): Promise<Buffer> {
    return this.#turns.runExclusive(async () => {
      const pictures = await this.#read(report.incidents.flatMap(evidenceOf));
      return this.#render({ what: 'attempt', kind, json: jsonOf(report), pictures });
    });
  }

  /** @throws Error where it takes too long */
  exam(report: ExamReport, kind: ThreadKind): Promise<Buffer> {
    return this.#turns.runExclusive(() =>
      this.#render({ what: 'exam', kind, json: jsonOf(report), pictures: [] }),
    );
  }

  async #read(all: readonly Evidence[]): Promise<RenderOrder['pictures']> {
    const pictures: RenderOrder['pictures'] = [];
    // One after the other: a store that serves students and walls, too, is not flooded.
    for (const { id, sha256 } of all) {
      const found = await this.#pictures({ evidenceId: id, sha256 });
      // Into memory of its own, which is handed over and not copied.
      pictures.push([
        id,
        found.state === 'there' ? { ...found, jpeg: new Uint8Array(found.jpeg) } : found,
      ]);
    }
    return pictures;
  }

  async #render(order: RenderOrder): Promise<Buffer> {
    const transferList = order.pictures.flatMap(([, picture]) =>
      picture.state === 'there' ? [picture.jpeg.buffer] : [],
    );
    const worker = new Worker(new URL('./render-worker.ts', import.meta.url), {
      workerData: order,
      transferList,
    });
    // It never keeps the server from ending.
    worker.unref();
    const over = AbortSignal.timeout(this.#options.timeoutMs);
    try {
      // `once` rejects at an 'error' of the thread by itself.
      const told: unknown[] = await once(worker, 'message', { signal: over });
      const { bytes } = renderedSchema.parse(told[0]);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    } finally {
      await worker.terminate();
    }
  }
}
