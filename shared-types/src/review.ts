import { z } from 'zod';
import { defineLifecycle } from './lifecycle.ts';
import { idSchema, timeSchema } from './primitives.ts';

/** What one person made of an incident. `dismissed` ones do not count; a contradiction counts once accepted. */
export const reviewLifecycle = defineLifecycle({
  states: ['open', 'accepted', 'dismissed', 'unsure'],
  events: ['accept', 'dismiss', 'doubt', 'reopen'],
  initial: 'open',
  table: {
    open: { accept: 'accepted', dismiss: 'dismissed', doubt: 'unsure' },
    accepted: { accept: 'accepted', dismiss: 'dismissed', doubt: 'unsure', reopen: 'open' },
    dismissed: { accept: 'accepted', dismiss: 'dismissed', doubt: 'unsure', reopen: 'open' },
    unsure: { accept: 'accepted', dismiss: 'dismissed', doubt: 'unsure', reopen: 'open' },
  },
});
export const reviewEventSchema = z.enum(reviewLifecycle.events);
export type ReviewEvent = z.infer<typeof reviewEventSchema>;
export type ReviewState = (typeof reviewLifecycle.states)[number];

/** Longest note to a decision, characters. */
export const reviewNoteLimit = 500;
export const reviewNoteSchema = z.string().trim().min(1).max(reviewNoteLimit);

/** Most people who can have a say about one incident. */
export const mostVotes = 50;

/** What one person said of an incident; each person's newest counts. */
export const reviewVoteSchema = z.object({
  staffId: idSchema,
  /** By name, as it was then. */
  staffName: z.string(),
  at: timeSchema,
  state: z.enum(['accepted', 'dismissed', 'unsure']),
  note: reviewNoteSchema.nullable(),
});
export type ReviewVote = z.infer<typeof reviewVoteSchema>;

export const reviewSchema = z.object({
  /** What counts: see `settle`. */
  state: z.enum(reviewLifecycle.states),
  /** Who spoke last, and when. Null while nobody has. */
  staffId: idSchema.nullable(),
  /** By name, as it was then. */
  staffName: z.string().nullable().default(null),
  at: timeSchema.nullable(),
  /** Why, in the words of whoever spoke last. */
  note: reviewNoteSchema.nullable().default(null),
  /** One for each person, oldest first. See `votesOf` for decisions from before they were kept. */
  votes: z.array(reviewVoteSchema).max(mostVotes).default([]),
  /** How many have spoken whose words are not told yet; absent where all is told. See `reviewToldTo`. */
  withheld: z.number().int().positive().optional(),
});
export type Review = z.infer<typeof reviewSchema>;
export const notReviewed: Review = {
  state: reviewLifecycle.initial,
  staffId: null,
  staffName: null,
  at: null,
  note: null,
  votes: [],
};

/** How many people have to agree, as a policy says. */
export type Reviewers = 1 | 2;
type Vote = Pick<ReviewVote, 'state'>;

/**
 * What several people's words come to. Where one person decides, the last word counts. Where two have to
 * agree it is `open` until two have spoken; then what more than half of them say, and `unsure` while no more
 * than half say the same: until one of them thinks again, or a third makes a majority.
 * @param votes one for each person, oldest first
 */
export function settle(votes: readonly Vote[], reviewers: Reviewers): ReviewState {
  const last = votes.at(-1);
  if (last === undefined || votes.length < reviewers) return 'open';
  return reviewers === 1 ? last.state : (majority(votes) ?? 'unsure');
}

/** Whether people disagree where they have to agree. */
export function isDisputed({ votes }: Pick<Review, 'votes'>, reviewers: Reviewers): boolean {
  return reviewers > 1 && votes.length >= reviewers && majority(votes) === null;
}

/** Whether something is still to be decided: nobody has, not enough people have, or they disagree. */
export function isUndecided(review: Review, reviewers: Reviewers): boolean {
  return review.state === 'open' || isDisputed(review, reviewers);
}

/** Whether this person is still asked: it is undecided, and another one's word is not what is missing. */
export function isOpenFor(staffId: string, review: Review, reviewers: Reviewers): boolean {
  if (!isUndecided(review, reviewers)) return false;
  return reviewers === 1 || !review.votes.some((vote) => vote.staffId === staffId);
}

/** What people said; of a decision from before words were kept one by one, the one that is known. */
export function votesOf({ state, staffId, staffName, at, note, votes }: Review): ReviewVote[] {
  if (votes.length > 0 || state === 'open' || staffId === null) return votes;
  return [{ staffId, staffName: staffName ?? '', at: at ?? 0, state, note }];
}

/** @param votes one for each person, oldest first */
export function reviewOf(votes: readonly ReviewVote[], reviewers: Reviewers): Review {
  const last = votes.at(-1);
  if (last === undefined) return notReviewed;
  const { staffId, staffName, at, note } = last;
  return { state: settle(votes, reviewers), staffId, staffName, at, note, votes: [...votes] };
}

/** What more than half of them say; null where no more than half say the same. */
function majority(votes: readonly Vote[]): ReviewVote['state'] | null {
  const found = votes.find(
    ({ state }) => 2 * votes.filter((vote) => vote.state === state).length > votes.length,
  );
  return found?.state ?? null;
}
