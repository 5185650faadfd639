import { createHash, randomUUID } from 'node:crypto';
import type { Evidence } from '@invigil/shared-types';
import sharp, { type Metadata } from 'sharp';
import { Refusal } from '../ops/index.ts';
import type { EvidenceStore } from './evidence-store.ts';

export interface IntakeOptions {
  readonly maxPixels: number;
  /** JPEG quality of what is stored, 1…100. */
  readonly quality: number;
}

/**
 * Takes pictures in. What is stored is never what was sent: the picture is decoded whole and encoded
 * anew, which drops everything that is not picture (EXIF, positions, appended data).
 */
export class EvidenceIntake {
  readonly #store: EvidenceStore;
  readonly #options: IntakeOptions;

  constructor(store: EvidenceStore, options: IntakeOptions) {
    this.#store = store;
    this.#options = options;
  }

  /**
   * Checks, re-encodes and stores a picture.
   * @param sha256 of `bytes`, as the sender stated it
   * @throws Refusal `evidence_hash_mismatch`, `evidence_not_jpeg`, `evidence_dimensions`, `evidence_unreadable`
   */
  async accept(bytes: Buffer, sha256: string, capturedAt: number): Promise<Evidence> {
    if (digest(bytes) !== sha256) throw new Refusal('evidence_hash_mismatch');
    const clean = await this.#reencode(bytes);
    const evidence: Evidence = {
      id: randomUUID(),
      sha256: digest(clean.bytes),
      bytes: clean.bytes.length,
      width: clean.width,
      height: clean.height,
      capturedAt,
    };
    await this.#store.put({ id: evidence.id, bytes: clean.bytes, sha256: evidence.sha256 });
    return evidence;
  }

  /** Takes a stored picture back, where what it was stored for did not come to be. */
  async discard(evidenceId: string): Promise<void> {
    await this.#store.delete(evidenceId);
  }

  async #reencode(bytes: Buffer): Promise<{ bytes: Buffer; width: number; height: number }> {
    const header = await readHeader(bytes);
    if (header?.format !== 'jpeg') {
      // Some JPEGs are so broken that even the header says nothing.
      throw new Refusal(startsLikeJpeg(bytes) ? 'evidence_unreadable' : 'evidence_not_jpeg');
    }
    if (header.width * header.height > this.#options.maxPixels) {
      throw new Refusal('evidence_dimensions', `${header.width} × ${header.height}`);
    }
    try {
      const { data, info } = await sharp(bytes, {
        limitInputPixels: this.#options.maxPixels,
        // A picture that ends early is damage here, not something to fill with grey.
        failOn: 'warning',
      })
        .rotate()
        .jpeg({ quality: this.#options.quality })
        .toBuffer({ resolveWithObject: true });
      return { bytes: data, width: info.width, height: info.height };
    } catch {
      throw new Refusal('evidence_unreadable');
    }
  }
}

/** Undefined where it cannot be read. */
async function readHeader(bytes: Buffer): Promise<Metadata | undefined> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch {
    return undefined;
  }
}

function startsLikeJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
