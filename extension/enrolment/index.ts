export { enrol, type EnrolOutcome } from './enrol.ts';
export { invitationFrom, type Invitation } from './invitation.ts';
export { forgetKept, keepFromPages } from './kept.ts';
export { Poller, type PollRules } from './poller.ts';
export {
  agentId,
  changeEnrolment,
  endEnrolment,
  endingSchema,
  offerInvitation,
  onEnrolment,
  onInvitation,
  readEnrolment,
  receiptUrl,
  storedEnrolmentSchema,
  takeInvitation,
  whileSat,
  writeEnrolment,
  writeSitting,
  writeToken,
  type EnrolmentEnding,
  type StoredEnrolment,
} from './stored.ts';
export { StudentDesk, type Answer, type DeskOptions } from './student-desk.ts';
export { TokenError, TokenKeeper } from './token-keeper.ts';
