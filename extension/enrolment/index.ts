export { enrol, type EnrolOutcome } from './enrol.ts';
export { invitationFrom, type Invitation } from './invitation.ts';
export {
  agentId,
  endEnrolment,
  endingSchema,
  offerInvitation,
  onInvitation,
  readEnrolment,
  storedEnrolmentSchema,
  takeInvitation,
  whileSat,
  writeEnrolment,
  writeSitting,
  writeToken,
  type EnrolmentEnding,
  type StoredEnrolment,
} from './stored.ts';
export { TokenError, TokenKeeper } from './token-keeper.ts';
