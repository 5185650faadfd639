export { calibrationSchema, type Calibration } from './calibration.ts';
export {
  forgetSitting,
  mostNotes,
  nothingLearnt,
  readSittingMemory,
  sittingMemorySchema,
  writeSittingMemory,
  type SittingMemory,
} from './memory.ts';
