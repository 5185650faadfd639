export { AuditLog, type AuditSink } from './audit-log.ts';
export { auditRoutes } from './audit-routes.ts';
export type { AuditStore } from './audit-store.ts';
export { policyRecords } from './policy-records.ts';
export { entryAfter, verifyChain, type AuditRecord } from './chain.ts';
