export { calibrationSchema, type Calibration } from './calibration.ts';
export {
  forgetSitting,
  nothingLearnt,
  readSittingMemory,
  sittingMemorySchema,
  writeSittingMemory,
  type SittingMemory,
} from './memory.ts';
