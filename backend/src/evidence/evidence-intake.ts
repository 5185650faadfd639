import { createHash, randomUUID } from 'node:crypto';
import type { Evidence } from '@invigil/shared-types';
import sharp, { type Metadata } from 'sharp';
import { Refusal } from '../ops/index.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { reducedGrey, statisticsOf, type PictureStatistics } from './picture-statistics.ts';

export interface IntakeOptions {
  readonly maxPixels: number;
  /** JPEG quality of what is stored, 1…100. */
  readonly quality: number;
}

/** A picture as it would be stored, and what can be said about it. */
export interface PreparedPicture {
  readonly bytes: Buffer;
  /** Of `bytes`: the same picture gives the same one, whatever else was in its file. */
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly statistics: PictureStatistics;
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
   * Checks, measures and re-encodes a picture; stores nothing.
   * @param sha256 of `bytes`, as the sender stated it
   * @throws Refusal `evidence_hash_mismatch`, `evidence_not_jpeg`, `evidence_dimensions`, `evidence_unreadable`
   */
  async prepare(bytes: Buffer, sha256: string): Promise<PreparedPicture> {
    if (digest(bytes) !== sha256) throw new Refusal('evidence_hash_mismatch');
    const { pixels, shape } = await this.#decode(bytes);
    const clean = await sharp(pixels, { raw: shape })
      .jpeg({ quality: this.#options.quality })
      .toBuffer();
    return {
      bytes: clean,
      sha256: digest(clean),
      width: shape.width,
      height: shape.height,
      statistics: statisticsOf(await reducedGrey(sharp(pixels, { raw: shape }))),
    };
  }

  /**
   * Stores a prepared picture; durable once it resolves.
   * @param capturedAt milliseconds since the epoch, on the server's clock
   */
  async keep(picture: PreparedPicture, capturedAt: number): Promise<Evidence> {
    const { bytes, sha256, width, height } = picture;
    const evidence: Evidence = {
      id: randomUUID(),
      sha256,
      bytes: bytes.length,
      width,
      height,
      capturedAt,
    };
    await this.#store.put({ id: evidence.id, bytes, sha256 });
    return evidence;
  }

  /** Takes a stored picture back, where what it was stored for did not come to be. */
  async discard(evidenceId: string): Promise<void> {
    await this.#store.delete(evidenceId);
  }

  /** The one time that a picture is decoded; what is stored and what is measured come from this. */
  async #decode(bytes: Buffer) {
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
        .raw()
        .toBuffer({ resolveWithObject: true });
      const { width, height, channels } = info;
      return { pixels: data, shape: { width, height, channels } };
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
