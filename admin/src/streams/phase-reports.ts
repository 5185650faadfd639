import { onScopeDispose } from 'vue';
import type { PhaseReport } from './phase-ledger.ts';
import type { StreamDesk } from './stream-desk.ts';

/**
 * Tells the server every so often how the videos fared, until the scope it was called in ends. What
 * it could not be told goes out with the next report.
 * @param canTell false while there is no connection
 */
export function usePhaseReports(
  desk: Pick<StreamDesk, 'takeReport' | 'putBackReport'>,
  send: (report: PhaseReport) => Promise<void>,
  canTell: () => boolean,
  intervalMs: number,
): void {
  const timer = setInterval(() => {
    const report = canTell() ? desk.takeReport() : null;
    if (report !== null) send(report).catch(() => desk.putBackReport(report));
  }, intervalMs);
  onScopeDispose(() => clearInterval(timer));
}
