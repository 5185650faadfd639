export { RequestFailure, toFailure, type FailureReason } from './failure.ts';
export { api, evidenceUrl, onSignedOut, reportSignedOut, stillUrl } from './rest.ts';
export {
  openWallLink,
  type ConsumeReply,
  type WallLink,
  type WallLinkListener,
  type WallWatch,
} from './wall-link.ts';
