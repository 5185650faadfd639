export { hasAgreed, wideningsSince } from './agreement.ts';
export { enrol, type EnrolOutcome } from './enrol.ts';
export { ExamNews } from './exam-news.ts';
export { invitationFrom, type Invitation } from './invitation.ts';
export { forgetKept, keepFromPages } from './kept.ts';
export { missingOf, missingWords, type Missing, type Reach } from './missing.ts';
export { Poller, type PollRules } from './poller.ts';
export {
  agentId,
  changeEnrolment,
  endEnrolment,
  endingOf,
  endingSchema,
  offerInvitation,
  onEnrolment,
  onInvitation,
  readEnrolment,
  receiptUrl,
  renewed,
  storedEnrolmentSchema,
  takeInvitation,
  whileSat,
  writeEnrolment,
  writeExam,
  writeLookedAt,
  writeSitting,
  writeToken,
  type EnrolmentEnding,
  type StoredEnrolment,
} from './stored.ts';
export { StudentDesk, type Answer, type DeskOptions } from './student-desk.ts';
export { TokenError, TokenKeeper } from './token-keeper.ts';
