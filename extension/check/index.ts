export { agentVersion, Bench } from './bench.ts';
export type { LineState } from './lifecycle.ts';
export { CheckRun, type Line } from './run.ts';
export { foundWords, lineLabels, remedies } from './words.ts';
