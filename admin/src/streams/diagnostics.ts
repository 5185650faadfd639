import type { OutletFigures, ReceiverFigures } from '../media/index.ts';
import type { PoolFigures } from './consumer-pool.ts';
import type { FirstFrames, PhaseChange, PhaseLedger } from './phase-ledger.ts';
import type { Plan } from './stream-budget.ts';

/** The newest batch of changes that was applied. */
export interface BatchFigures {
  readonly sequence: number;
  /** From the server's hand to this page, milliseconds; null where the batch carried no time. */
  readonly delayMs: number | null;
}

/** How the videos of a wall fare, as of the last tick. */
export interface StreamDiagnostics {
  readonly budget: { readonly live: number; readonly consumers: number };
  /** Videos that play or are about to: whoever is shown and fits into the budget. */
  readonly live: number;
  /** Videos kept ready, paused. */
  readonly warm: number;
  /** True where somebody who is shown has to do without. */
  readonly crowded: boolean;
  /** Videos that the server holds for this wall. */
  readonly consumers: number;
  /** Videos that are asked for now, and those whose turn has not come. */
  readonly asking: number;
  readonly queued: number;
  readonly outlets: readonly OutletFigures[];
  readonly closedConsumers: number;
  readonly recycled: number;
  readonly phaseChanges: readonly PhaseChange[];
  readonly firstFrames: FirstFrames | null;
  readonly batch: BatchFigures | null;
}

/** Everything that the figures are gathered from. */
export interface DiagnosticsSources {
  readonly limits: StreamDiagnostics['budget'];
  readonly plan: Plan;
  readonly pool: PoolFigures;
  readonly received: ReceiverFigures;
  readonly ledger: Pick<PhaseLedger, 'totals' | 'firstFrames'>;
  readonly batch: BatchFigures | null;
}

export function diagnosticsFrom(sources: DiagnosticsSources): StreamDiagnostics {
  const { limits, plan, pool, received, ledger, batch } = sources;
  const standings = [...plan.held.values()].map(({ standing }) => standing);
  return {
    budget: { live: limits.live, consumers: limits.consumers },
    live: standings.filter((standing) => standing === 'live').length,
    warm: standings.filter((standing) => standing === 'warm').length,
    crowded: plan.crowded,
    consumers: pool.paused + pool.flowing,
    asking: pool.asking,
    queued: pool.queued,
    outlets: received.outlets,
    closedConsumers: received.closedConsumers,
    recycled: received.recycled,
    phaseChanges: ledger.totals,
    firstFrames: ledger.firstFrames,
    batch,
  };
}
