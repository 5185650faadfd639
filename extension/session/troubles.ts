import type { TroubleReason } from '@invigil/shared-types';
import type { CameraTrouble } from '../media/index.ts';

/** Everything that is wrong at the moment. */
export interface Troubles {
  readonly camera: CameraTrouble | null;
  readonly mediaBlocked: boolean;
  readonly analysisFailed: boolean;
}

export const noTroubles: Troubles = { camera: null, mediaBlocked: false, analysisFailed: false };

/** All of them, the one that matters most first: without a camera the others mean nothing. */
export function troubleList(troubles: Troubles): TroubleReason[] {
  return [
    ...(troubles.camera === null ? [] : [troubles.camera]),
    ...(troubles.mediaBlocked ? (['media_unavailable'] as const) : []),
    ...(troubles.analysisFailed ? (['analysis_unavailable'] as const) : []),
  ];
}
