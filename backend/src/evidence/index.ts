export { EvidenceIntake } from './evidence-intake.ts';
export { evidenceRoutes, type ClaimDesk } from './evidence-routes.ts';
export type { EvidenceStore } from './evidence-store.ts';
