export { Analyser } from './analyser.ts';
export type { AnalysisFailure } from './analysis-error.ts';
export { detectedTypes, type ViolationRules } from './detectors/index.ts';
export { Pace } from './pace.ts';
export type { Analysis, Violation } from './protocol.ts';
