export { AgentLink, type AgentNotice, type JoinReply, type LinkEvents } from './agent-link.ts';
export { uploadEvidence, type UploadOutcome } from './evidence-upload.ts';
export type { LinkState } from './lifecycle.ts';
export { NoteQueue } from './note-queue.ts';
export { Outbox, type DropReason, type Fate } from './outbox.ts';
export { PageEventQueue } from './page-event-queue.ts';
export type { Parcel } from './parcel.ts';
export { openWaitingRoom } from './stores.ts';
export { WaitingLine } from './waiting-line.ts';
