export { AuditLog, type AuditSink } from './audit-log.ts';
export { auditRoutes, examAuditRoutes } from './audit-routes.ts';
export type { AuditStore } from './audit-store.ts';
export { policyRecords } from './policy-records.ts';
export { faultWords, walkChain, type ChainReport } from './walk-chain.ts';
export { canonicalJson, entryAfter, verifyChain, type AuditRecord } from './chain.ts';
