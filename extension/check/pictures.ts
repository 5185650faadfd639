import { config } from '../config.ts';
import { PictureReader } from '../vision/index.ts';

/** What came of watching a track. */
export interface Watched {
  /** Pictures from the first on. */
  readonly pictures: number;
  /** From the first to the last that was waited for. Milliseconds. */
  readonly ms: number;
  /** Of the last one, pixels. 0 where there was none. */
  readonly width: number;
  readonly height: number;
}

/**
 * Counts the pictures that really come: decoded, whatever the track says of itself.
 *
 * @param track stays the caller's
 * @param options.firstMs how long the first one is waited for, milliseconds
 * @param options.forMs how long is counted from the first one on, milliseconds
 * @returns what came until then, or until the signal was aborted
 */
export async function watchPictures(
  track: MediaStreamTrack,
  options: { readonly firstMs: number; readonly forMs: number; readonly signal: AbortSignal },
): Promise<Watched> {
  // A copy: a track that is being read cannot be read by anybody else.
  const copy = track.clone();
  const { readable } = new MediaStreamTrackProcessor({ track: copy, maxBufferSize: 1 });
  const reader = new PictureReader(readable, config.analysis.lastPictureMs);
  void reader.left.then(() => copy.stop());
  const end = () => reader.stop();
  let overdue = setTimeout(end, options.firstMs);
  if (options.signal.aborted) end();
  options.signal.addEventListener('abort', end);
  let first: number | null = null;
  let watched: Watched = { pictures: 0, ms: 0, width: 0, height: 0 };
  try {
    for (let picture = await reader.next(); picture !== null; picture = await reader.next()) {
      const now = performance.now();
      if (first === null) {
        first = now;
        clearTimeout(overdue);
        overdue = setTimeout(end, options.forMs);
      }
      const { displayWidth: width, displayHeight: height } = picture;
      picture.close();
      watched = { pictures: watched.pictures + 1, ms: now - first, width, height };
    }
    return watched;
  } finally {
    clearTimeout(overdue);
    options.signal.removeEventListener('abort', end);
    reader.stop();
  }
}
