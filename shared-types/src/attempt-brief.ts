import { attemptSchema } from './attempt.ts';

/** What lists and summaries say of an attempt: whose it is, and how it went. */
export const attemptBriefSchema = attemptSchema.pick({
  id: true,
  studentName: true,
  studentNumber: true,
  state: true,
  outcome: true,
  firstJoinedAt: true,
  endedAt: true,
});
