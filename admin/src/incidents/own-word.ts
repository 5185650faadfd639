import {
  isUndecided,
  reviewOf,
  votesOf,
  type Review,
  type ReviewEvent,
  type Reviewers,
  type ReviewVote,
} from '@invigil/shared-types';

/*
 * Where two people have to agree, the server tells nobody what the other one said before they have spoken
 * themselves (see `reviewToldTo`). What it told before somebody took their own word back is hidden here.
 */

/** What one person said of an incident; null where they have not. */
export const wordOf = (review: Review, staffId: string): ReviewVote | null =>
  votesOf(review).find((vote) => vote.staffId === staffId) ?? null;

/** What people other than this one said, as far as this one may know it. */
export type OthersWord =
  /** Nobody else has spoken, and nobody else has to. */
  | 'none'
  /** Somebody else has spoken, or several have and do not agree: which way is not told yet. */
  | 'hidden'
  /** One's own word stands, and another one's is missing. */
  | 'missing'
  /** One's own word stands, and another one said otherwise: it is still undecided. */
  | 'differs'
  /** It is decided, or one person decides. */
  | 'told';

/** How other people's words stand towards one person's. */
export function othersWord(review: Review, staffId: string, reviewers: Reviewers): OthersWord {
  const others = votesOf(review).filter((vote) => vote.staffId !== staffId);
  const own = wordOf(review, staffId);
  if (reviewers === 1) return others.length === 0 ? 'none' : 'told';
  if (review.withheld !== undefined) return 'hidden';
  if (own === null) {
    if (others.length === 0) return 'none';
    return isUndecided(review, reviewers) ? 'hidden' : 'told';
  }
  if (others.length === 0) return 'missing';
  return isUndecided(review, reviewers) ? 'differs' : 'told';
}

/**
 * What an incident looks like to one person: what they said where two have to agree and it is not decided
 * yet, what counts otherwise.
 */
export function stateFor(review: Review, staffId: string, reviewers: Reviewers): Review['state'] {
  const own = wordOf(review, staffId);
  if (reviewers === 1) return review.state;
  if (!isUndecided(review, reviewers)) return review.state;
  return own?.state ?? 'open';
}

/** Where a word leads; null takes it back. */
export const stateSaid = (event: ReviewEvent): ReviewVote['state'] | null =>
  event === 'reopen'
    ? null
    : ({ accept: 'accepted', dismiss: 'dismissed', doubt: 'unsure' } as const)[event];

/** The word that leads to a state. */
export const eventFor = (state: ReviewVote['state'] | null): ReviewEvent =>
  state === null
    ? 'reopen'
    : ({ accepted: 'accept', dismissed: 'dismiss', unsure: 'doubt' } as const)[state];

/**
 * A review as it is once somebody has said something, or has taken back what they said.
 * @param note why; empty for no reason, null for the one that was there where the same is said again
 */
export function withWord(
  review: Review,
  by: { readonly id: string; readonly username: string },
  event: ReviewEvent,
  note: string | null,
  at: number,
  reviewers: Reviewers,
): Review {
  const others = votesOf(review).filter((vote) => vote.staffId !== by.id);
  // Until the server has answered nobody knows what that comes to with what others said.
  const withheld = review.withheld === undefined ? {} : { withheld: review.withheld };
  const state = stateSaid(event);
  if (state === null) return { ...reviewOf(others, reviewers), ...withheld };
  const before = wordOf(review, by.id);
  const kept = before?.state === state ? before.note : null;
  const vote: ReviewVote = {
    staffId: by.id,
    staffName: by.username,
    at,
    state,
    note: note === null ? kept : note === '' ? null : note,
  };
  return { ...reviewOf([...others, vote], reviewers), ...withheld };
}
