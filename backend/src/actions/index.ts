export { ActionDesk, type StaffActor } from './action-desk.ts';
export type { ActionStore } from './action-store.ts';
export type { MessageSeen } from './standing.ts';
