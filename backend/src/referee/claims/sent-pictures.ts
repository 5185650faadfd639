import type { Incident, ViolationType } from '@invigil/shared-types';
import { PerAttempt } from './per-attempt.ts';

/** A picture that an attempt sent as evidence. */
export interface SentPicture {
  /** Of the picture as it is, or would be, stored. */
  readonly sha256: string;
  readonly claimId: string;
  readonly type: ViolationType;
  /** Milliseconds since the epoch, on the server's clock. */
  readonly capturedAt: number;
}

export interface SentPicturesOptions {
  /** Pictures of one attempt that are known again; beyond that the oldest are forgotten. */
  readonly perAttempt: number;
  /** An attempt that sent nothing for this long is forgotten, milliseconds. */
  readonly quietMs: number;
  /** How far apart two times of the same moment may be, milliseconds. */
  readonly sameMomentMs: number;
}

/**
 * Knows pictures again that an attempt sends a second time. Those that proved something are on record;
 * this remembers the others, too.
 */
export class SentPictures {
  readonly #options: SentPicturesOptions;
  readonly #known: PerAttempt<SentPicture[]>;

  constructor(options: SentPicturesOptions) {
    this.#options = options;
    this.#known = new PerAttempt(() => [], options.quietMs);
  }

  /** Remembers a picture, and tells which earlier one it repeats; null: none. */
  add(
    attemptId: string,
    picture: SentPicture,
    onRecord: readonly Incident[],
    now: number,
  ): SentPicture | null {
    const known = this.#known.of(attemptId, now);
    const earlier = [...onRecord.flatMap(pictureOf), ...known].find((other) =>
      this.#repeats(picture, other),
    );
    known.push(picture);
    if (known.length > this.#options.perAttempt) known.shift();
    return earlier ?? null;
  }

  /**
   * The same claim's picture sent again is a second try. One moment's picture may prove violations of
   * several types: agents send it once for each.
   */
  #repeats(picture: SentPicture, earlier: SentPicture): boolean {
    if (picture.sha256 !== earlier.sha256 || picture.claimId === earlier.claimId) return false;
    const sameMoment =
      Math.abs(picture.capturedAt - earlier.capturedAt) <= this.#options.sameMomentMs;
    return !(sameMoment && picture.type !== earlier.type);
  }
}

function pictureOf(incident: Incident): SentPicture[] {
  if (incident.kind !== 'violation') return [];
  const { id, type, evidence } = incident;
  return [{ sha256: evidence.sha256, claimId: id, type, capturedAt: evidence.capturedAt }];
}
