export { Analyser, type Told } from './analyser.ts';
export type { AnalysisFailure } from './analysis-error.ts';
export { detectedTypes, type ViolationRules } from './detectors/index.ts';
export { aimOf } from './face-geometry.ts';
export type { FrameSignals } from './frame-signals.ts';
export { Pace } from './pace.ts';
export type { Analysis, Measured, Violation } from './protocol.ts';
export { PictureReader } from './picture-reader.ts';
export { median } from './rate.ts';
