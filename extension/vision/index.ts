export { Analyser } from './analyser.ts';
export type { Analysis, Violation } from './protocol.ts';
