import { z } from 'zod';

/**
 * Every way a request can fail, with the sentence its sender reads.
 * What happened first, then what to do where there is something to do.
 */
export const reasonSentences = {
  invalid_message: 'The message was not understood and was not acted upon.',
  not_found: 'There is nothing at this address.',
  not_signed_in: 'You are not signed in, or your session has ended. Please sign in.',
  wrong_credentials: 'This name and password do not go together.',
  not_allowed: 'Your role does not allow this. Please ask an owner or an admin.',
  already_set_up: 'This server has its owner already. Please sign in.',
  setup_key_wrong:
    'This set-up link is not the one that was printed when the server was started. Please use the newest one.',
  username_taken: 'This name is taken. Please choose another.',
  weak_password:
    'This password is among the first that are tried. Please choose another: a few words that have nothing to do with each other or with you.',
  wrong_password: 'This is not your current password.',
  unknown_staff: 'There is no such person among the staff.',
  unknown_invitation:
    'This invitation is not known: it was used, taken back, or has expired. Please ask for a new one.',
  unknown_session: 'There is no such session. It may have ended by itself.',
  last_owner: 'There has to be an owner. Please make somebody else one first.',
  other_origin: 'This came from a page of another site and was not acted upon.',
  rate_limited: 'That was too often in too short a time. Please wait a moment and try again.',
  token_missing: 'This request carries no exam token.',
  token_expired: 'The exam token has expired. The agent asks for a new one by itself.',
  token_forged: 'The exam token is not one that this server issued.',
  wrong_exam: 'The exam token belongs to another exam.',
  unknown_code: 'This exam link is not known. Please check it or ask whoever sent it to you.',
  exam_not_open: 'The exam is not open now.',
  not_admitted: 'The exam has not begun for you yet. Please wait in the waiting room.',
  exam_outdated: 'The exam was changed by somebody else meanwhile. Nothing of yours was saved yet.',
  exam_window_past: 'An exam that is over already cannot be set up.',
  exam_locked: 'This cannot be changed any more: students have begun.',
  pattern_too_wide: 'A quiz-page pattern matches far more than one quiz platform.',
  roster_duplicate: 'A student number is on the list twice.',
  roster_full: 'An exam has at most 20,000 students.',
  room_unknown: 'A room is not one of this exam.',
  student_begun: 'This student has begun and cannot be taken off the roster.',
  mail_unavailable: 'This server is not set up to send e-mail.',
  wrong_code: 'This number and code do not go together. Please check both.',
  code_used: 'This code has been used already. Please ask for a new one.',
  consent_outdated: 'The text that was agreed to has changed. Please read it again.',
  check_missing: 'The system check has not been passed yet.',
  no_break_left: 'No break is left.',
  check_limit: 'Too many system checks are running right now. Please try again in a moment.',
  not_over: 'The attempt is not over yet.',
  not_shown: 'This exam does not show that to students.',
  appeal_closed: 'The time for answering is over.',
  appeal_answered: 'This has been answered already.',
  unknown_appeal: 'There is no such appeal.',
  review_unfinished: 'Something is still to be decided or answered.',
  attempt_held: 'This attempt is under a legal hold: nothing of it may be deleted.',
  attempt_sat: 'This attempt is being sat. End it first.',
  unknown_report: 'There is no such report.',
  unknown_webhook: 'There is no such webhook.',
  unknown_delivery: 'There is no such delivery.',
  delivery_waiting: 'This delivery is on its way already.',
  webhook_address_refused: 'Nothing may be sent to this address.',
  webhook_limit: 'There are as many webhooks as there may be.',
  attempt_over:
    'This attempt is over: it was handed in, or its time has run out. It cannot be reopened.',
  attempt_ended:
    'An invigilator has ended this attempt. Please turn to whoever invigilates the exam.',
  attempt_elsewhere:
    'This attempt is already open in another tab or on another machine. Close it there first.',
  not_joined: 'The attempt has to be joined first.',
  consent_missing: 'The student has not agreed to the current consent text.',
  unknown_exam: 'There is no such exam.',
  unknown_attempt: 'There is no such attempt.',
  unknown_incident: 'There is no such incident.',
  unknown_action: 'There is no such action.',
  action_not_possible: 'This is not possible with the attempt as it stands now.',
  too_many_messages: 'This attempt has sent as many messages as it may.',
  not_reviewable: 'This cannot be decided on.',
  accommodation_unknown:
    'An accommodation names an attempt that is not one of this exam. Please check it.',
  policy_outdated: 'The policy was changed by somebody else meanwhile. Please load it again.',
  unknown_claim: 'There is no open claim with this identifier.',
  not_your_claim: 'This claim belongs to another attempt.',
  claim_settled: 'This claim was already decided.',
  claim_too_short: 'The violation did not hold for as long as this exam asks for.',
  too_many_notes: 'This attempt has sent as many notes as it may.',
  implausible_time: 'The time of this message is too far from the time of the server.',
  evidence_missing: 'The upload holds no picture.',
  evidence_too_large: 'The picture is larger than the server accepts.',
  evidence_truncated: 'The upload ended before the picture was complete.',
  evidence_not_jpeg: 'The picture is not a JPEG.',
  evidence_unreadable: 'The picture is damaged and cannot be read.',
  evidence_dimensions: 'The picture has more pixels than the server accepts.',
  evidence_hash_mismatch: 'The picture is not the one its fingerprint was made of.',
  evidence_stale: 'The picture was not taken at the time of its claim.',
  evidence_replayed: 'This attempt has sent the same picture before.',
  evidence_contradicts: 'The picture does not show what is claimed.',
  transport_unknown: 'There is no such media connection.',
  transport_not_connected: 'The media connection has to be connected before it can carry video.',
  transport_limit: 'This client has as many media connections as it may have.',
  producer_exists: 'This attempt already sends its video.',
  media_refused: 'The media settings do not fit this server.',
  stream_timeout: 'The student sends no video yet. It is shown as soon as it arrives.',
  consumer_unknown: 'This video is not being watched.',
  released: 'The video was let go before it arrived.',
  storage_unavailable: 'The server cannot store this right now. Please try again.',
  no_answer: 'The server did not answer in time.',
  internal: 'Something went wrong on the server. It has been recorded.',
} as const;

export type Reason = keyof typeof reasonSentences;

const reasons = Object.keys(reasonSentences) as [Reason, ...Reason[]];

/** What goes to the sender of a request that failed. */
export const failureSchema = z.object({
  reason: z.enum(reasons),
  message: z.string(),
});
export type Failure = z.infer<typeof failureSchema>;

/** The answer to a socket request: never an exception, always one of two shapes. */
export type Result<T> =
  { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: Failure };

/** The schema of an answer whose data has the schema `data`. */
export const resultSchema = <S extends z.ZodType>(data: S) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), data }),
    z.object({ ok: z.literal(false), error: failureSchema }),
  ]);

export const success = <T>(data: T): Result<T> => ({ ok: true, data });

export const failure = (reason: Reason, detail?: string): { ok: false; error: Failure } => ({
  ok: false,
  error: { reason, message: failureMessage(reason, detail) },
});

export function failureMessage(reason: Reason, detail?: string): string {
  return detail === undefined ? reasonSentences[reason] : `${reasonSentences[reason]} (${detail})`;
}

/** An HTTP error body (RFC 9457, `application/problem+json`). `type` is `about:blank#<reason>`. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  reason: z.enum(reasons),
  detail: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
