import type { agentTroubleReasons } from '@invigil/shared-types';
import type { CameraTrouble } from '../media/index.ts';
import type { AnalysisTrouble } from './watcher.ts';

/** What the agent can say is technically wrong at its end. */
export type AgentTrouble = (typeof agentTroubleReasons)[number];

/** Everything that is wrong at the moment. */
export interface Troubles {
  readonly camera: CameraTrouble | null;
  readonly mediaBlocked: boolean;
  readonly analysis: AnalysisTrouble | null;
}

export const noTroubles: Troubles = { camera: null, mediaBlocked: false, analysis: null };

/** All of them, the one that matters most first: without a camera the others mean nothing. */
export function troubleList(troubles: Troubles): AgentTrouble[] {
  const { camera, mediaBlocked, analysis } = troubles;
  return [
    ...(camera === null ? [] : [camera]),
    ...(mediaBlocked ? (['media_unavailable'] as const) : []),
    ...(analysis === null ? [] : [analysis]),
  ];
}
