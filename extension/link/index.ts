export { AgentLink, type JoinReply } from './agent-link.ts';
export { uploadEvidence, type UploadOutcome } from './evidence-upload.ts';
export type { LinkState } from './lifecycle.ts';
export { Outbox, type Fate } from './outbox.ts';
export { IndexedDbOutboxStore, type Parcel } from './outbox-store.ts';
