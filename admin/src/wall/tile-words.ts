import { troubleCatalogue, type TechnicalType } from '@invigil/shared-types';
import type { TileView } from './tile-store.ts';
import type { TileStreamState } from './tile-stream.ts';

/** What a tile says about itself, because it has no picture or because something is wrong. */
export interface TileNotice {
  readonly kind: 'offline' | 'technical' | 'loading' | 'failed';
  readonly text: string;
  /** Followed by how long it has lasted. */
  readonly since: number | null;
  /** Followed by the time of day at which it happened. */
  readonly at: number | null;
  readonly canRetry: boolean;
  /** False where the picture, if one is there, is not of now: it must not be shown as if it were. */
  readonly pictureIsCurrent: boolean;
}

/** What leaves the last frame standing there for ever. */
const darkening: ReadonlySet<TechnicalType> = new Set(['camera_lost', 'network_lost']);

type Stream = Pick<TileStreamState, 'phase' | 'reason' | 'canRetry'>;

const notice = (
  kind: TileNotice['kind'],
  text: string,
  more: Partial<Omit<TileNotice, 'kind' | 'text'>> = {},
): TileNotice => ({
  kind,
  text,
  since: null,
  at: null,
  canRetry: false,
  pictureIsCurrent: false,
  ...more,
});

/**
 * The one thing to say about a tile; null while all is well and its video plays.
 * The student's state comes first, then what is wrong there, then what is wrong on the way here.
 */
export function tileNotice(tile: TileView, stream: Stream): TileNotice | null {
  switch (tile.state) {
    case 'invited':
      return notice('offline', 'Not started');
    case 'reconnecting':
      return notice('offline', 'Reconnecting', { since: tile.stateSince });
    case 'left':
      return notice('offline', 'Offline', { since: tile.stateSince });
    case 'submitted':
      return notice('offline', 'Handed in', { at: tile.stateSince });
    case 'in_progress':
      break;
  }
  if (tile.trouble !== null) {
    const { label, incident } = troubleCatalogue[tile.trouble.reason];
    const { since } = tile.trouble;
    if (darkening.has(incident)) return notice('technical', label, { since });
    // The video goes on without it: where it should be here and is not, that is said first.
    const picture = stream.phase === 'playing';
    if (picture || !tile.streaming) {
      return notice('technical', label, { since, pictureIsCurrent: picture });
    }
  }
  if (stream.phase === 'playing') return null;
  if (!tile.streaming) return notice('offline', 'No video from the student');
  if (stream.phase === 'stopped') {
    return notice('failed', stream.reason ?? 'No video', { canRetry: stream.canRetry });
  }
  return notice('loading', 'Video is coming');
}
