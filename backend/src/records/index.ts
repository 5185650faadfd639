export type { DeletionStore } from './deletion-store.ts';
export { Eraser } from './eraser.ts';
export { HoldDesk } from './hold-desk.ts';
export type { HoldStore } from './hold-store.ts';
export type { Deletable, OfAttempt, RecordPorts } from './record-ports.ts';
export { attemptRecordRoutes, examRecordRoutes } from './record-routes.ts';
export { RetentionSweeper } from './retention-sweeper.ts';
