import type { StillFailure } from '@invigil/shared-types';

/** One picture out of a student's stream. */
export interface Still {
  /** A whole WebP file. */
  readonly webp: Buffer;
  /** Pixels, by the key frame's own header. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** When its last packet was here, milliseconds since the epoch on the server's clock. */
  readonly takenAt: number;
}

/** There is no still, and why. Nothing of it is a fault of the server's. */
export class StillError extends Error {
  readonly code: StillFailure;

  constructor(code: StillFailure, options?: ErrorOptions) {
    super(`No still: ${code}`, options);
    this.name = 'StillError';
    this.code = code;
  }
}
