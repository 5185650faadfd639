export { RequestFailure, toFailure, type FailureReason } from './failure.ts';
export type { AuditFilter } from './audit.ts';
export {
  api,
  attemptReportUrl,
  evidenceUrl,
  examReportUrl,
  onNotAllowed,
  onSignedOut,
  reportSignedOut,
  stillUrl,
} from './rest.ts';
export {
  openWallLink,
  type ConsumeReply,
  type WallLink,
  type WallLinkListener,
  type WallWatch,
} from './wall-link.ts';
