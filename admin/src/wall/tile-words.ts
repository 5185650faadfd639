import { troubleCatalogue, type TechnicalType } from '@invigil/shared-types';
import { t, troubleLabelFor } from '../i18n/index.ts';
import type { TileStreamState } from '../streams/index.ts';
import type { TileView } from './tile-store.ts';

/** What a tile says about itself, because it has no picture or because something is wrong. */
export interface TileNotice {
  /** `resting`: nothing is wrong; this video is not shown live now. */
  readonly kind: 'offline' | 'technical' | 'loading' | 'failed' | 'resting';
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

type Stream = Pick<TileStreamState, 'phase' | 'standing' | 'reason' | 'canRetry'>;

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
 * The one thing to say about a tile, in the language in use; null while all is well and its video plays.
 * The student's state comes first, then what is wrong there, then what is wrong on the way here.
 */
export function tileNotice(tile: TileView, stream: Stream): TileNotice | null {
  switch (tile.state) {
    case 'invited':
      return notice('offline', t('wall.tile.notStarted'));
    case 'reconnecting':
      return notice('offline', t('wall.tile.reconnecting'), { since: tile.stateSince });
    case 'left':
      return notice('offline', t('wall.tile.offline'), { since: tile.stateSince });
    case 'declined':
      return notice('offline', t('wall.tile.declined'));
    case 'consented':
      return notice('offline', t('wall.tile.consented'));
    case 'checking':
      return notice('offline', t('wall.tile.checking'));
    case 'ready':
      return notice('resting', t('wall.tile.ready'));
    case 'waiting':
      return tile.admittedAt === null
        ? notice('resting', t('wall.tile.waiting'), { since: tile.stateSince })
        : notice('resting', t('wall.tile.admitted'), { at: tile.admittedAt });
    case 'submitted':
    case 'ended':
    case 'expired':
      return notice('offline', t(`wall.tile.${tile.state}`), { at: tile.stateSince });
    case 'under_review':
    case 'closed':
      return notice('offline', t(`wall.tile.${tile.state}`));
    case 'in_progress':
      break;
  }
  if (tile.trouble !== null) {
    const { incident } = troubleCatalogue[tile.trouble.reason];
    const label = troubleLabelFor(tile.trouble.reason);
    const { since } = tile.trouble;
    if (darkening.has(incident)) return notice('technical', label, { since });
    // The video goes on without it: where it should be here and is not, that is said first.
    const picture = stream.phase === 'playing';
    if (picture || !tile.streaming) {
      return notice('technical', label, { since, pictureIsCurrent: picture });
    }
  }
  if (stream.phase === 'playing') return null;
  if (!tile.streaming) return notice('offline', t('wall.tile.noVideo'));
  if (stream.phase === 'stopped') {
    const reason = stream.reason ?? t('wall.tile.stopped');
    return notice('failed', reason, { canRetry: stream.canRetry });
  }
  if (stream.phase === 'idle' && stream.standing !== 'live') {
    return notice('resting', t('wall.tile.resting'));
  }
  return notice('loading', t('wall.tile.loading'));
}
