import { describe, expect, it } from 'vitest';
import { notReviewed, reviewOf, type ReviewVote } from './review.ts';
import { reviewToldTo } from './review-told.ts';

const vote = (staffId: string, state: ReviewVote['state']): ReviewVote => ({
  ...{ staffId, staffName: staffId, at: 1, state, note: 'Why.' },
});
const [ana, ina, eve] = [
  vote('ana', 'accepted'),
  vote('ina', 'accepted'),
  vote('eve', 'dismissed'),
];

describe('what ina is told of a review', () => {
  it.each([
    ['where one person decides, all of it', [ana], 1, null],
    ['where two do and nobody has spoken, that', [], 2, null],
    ['where another one has, that somebody has', [ana], 2, 1],
    ['where two others disagree, that they have spoken', [ana, eve], 2, 2],
    ['where two others agree, all of it: it is decided', [ana, vote('kim', 'accepted')], 2, null],
    ['where she has spoken first, all of it', [ina], 2, null],
    ['where they disagree, all of it', [eve, ina], 2, null],
  ] as const)('%s', (_what, votes, reviewers, withheld) => {
    const review = reviewOf(votes, reviewers);
    const told = reviewToldTo('ina', review, reviewers);
    expect(told).toEqual(withheld === null ? review : { ...notReviewed, withheld });
  });

  it('is not what others are told, and nobody in particular is told nothing before it is decided', () => {
    const review = reviewOf([ina, eve], 2);
    expect(reviewToldTo('kim', review, 2)).toEqual({ ...notReviewed, withheld: 2 });
    expect(reviewToldTo(null, review, 2)).toEqual({ ...notReviewed, withheld: 2 });
    expect(reviewToldTo(null, reviewOf([ina, ana], 2), 2)).toMatchObject({ state: 'accepted' });
  });
});
