export { default as DiagnosticsButton } from './DiagnosticsButton.vue';
export type { StreamDiagnostics } from './diagnostics.ts';
export { usePhaseReports } from './phase-reports.ts';
export type { Place } from './seats.ts';
export type { Standing } from './stream-budget.ts';
export { StreamDesk, type StreamHandle, type VideoReceiver } from './stream-desk.ts';
export { type Cause, type TileStreamState } from './tile-stream.ts';
