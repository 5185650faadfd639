import { createHash, randomUUID } from 'node:crypto';
import type { Evidence } from '@invigil/shared-types';
import sharp from 'sharp';
import type { EvidenceStore } from '../evidence/index.ts';
import type { Still } from '../sfu/index.ts';

export interface StillEvidenceOptions {
  /** Largest picture that is decoded, pixels. */
  readonly maxPixels: number;
  /** JPEG quality of what is stored, 1…100. */
  readonly quality: number;
}

/** Makes stored evidence of stills. */
export class StillEvidence {
  readonly #store: EvidenceStore;
  readonly #options: StillEvidenceOptions;

  constructor(store: EvidenceStore, options: StillEvidenceOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Durable once it resolves. @throws StorageError */
  async keep({ webp, takenAt }: Pick<Still, 'webp' | 'takenAt'>): Promise<Evidence> {
    const { maxPixels, quality } = this.#options;
    const { data, info } = await sharp(webp, { limitInputPixels: maxPixels })
      .jpeg({ quality })
      .toBuffer({ resolveWithObject: true });
    const sha256 = createHash('sha256').update(data).digest('hex');
    const { width, height } = info;
    const id = randomUUID();
    await this.#store.put({ id, bytes: data, sha256 });
    return { id, sha256, bytes: data.length, width, height, capturedAt: takenAt };
  }

  /**
   * Keeps both or none, and takes them back where what they are for fails.
   * @throws whatever failed first
   */
  async keepFor<T>(
    stills: readonly [Pick<Still, 'webp' | 'takenAt'>, Pick<Still, 'webp' | 'takenAt'>],
    use: (evidence: readonly [Evidence, Evidence]) => Promise<T>,
  ): Promise<T> {
    const first = await this.keep(stills[0]);
    const kept = [first];
    try {
      const second = await this.keep(stills[1]);
      kept.push(second);
      return await use([first, second]);
    } catch (error) {
      // What cannot be taken back now hangs on no incident; the first failure is the one to tell.
      await Promise.allSettled(kept.map(({ id }) => this.#store.delete(id)));
      throw error;
    }
  }
}
