import {
  troubleCatalogue,
  type TechnicalType,
  type Tile,
  type TroubleReason,
} from '@invigil/shared-types';
import { t, troubleLabelFor } from '../i18n/index.ts';
import type { Cause } from '../streams/index.ts';

/** What leaves no video to ask for, although the student's connection to the server's media stands. */
const darkening: ReadonlySet<TechnicalType> = new Set(['camera_lost', 'network_lost']);

const noVideoSent: Cause = () => t('streams.noVideoSent');
/** Made once for each reason: that it is the same one says that nothing has changed. */
const ofTrouble = new Map<TroubleReason, Cause>();

/** Why a student's video cannot be asked for now; null where it can. */
export function obstacleTo(tile: Pick<Tile, 'streaming' | 'trouble'> | undefined): Cause | null {
  if (tile?.streaming !== true) return noVideoSent;
  if (tile.trouble === null) return null;
  const { reason } = tile.trouble;
  return darkening.has(troubleCatalogue[reason].incident) ? causeOf(reason) : null;
}

function causeOf(reason: TroubleReason): Cause {
  const known = ofTrouble.get(reason);
  if (known !== undefined) return known;
  const fresh: Cause = () => troubleLabelFor(reason);
  ofTrouble.set(reason, fresh);
  return fresh;
}
