export { enrol, type EnrolOutcome } from './enrol.ts';
export { invitationFrom, type Invitation } from './invitation.ts';
export {
  agentId,
  endEnrolment,
  offerInvitation,
  onInvitation,
  readEnrolment,
  storedEnrolmentSchema,
  takeInvitation,
  writeEnrolment,
  type StoredEnrolment,
} from './stored.ts';
export { TokenError, TokenKeeper } from './token-keeper.ts';
