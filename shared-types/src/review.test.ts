import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isDisputed,
  isOpenFor,
  isUndecided,
  notReviewed,
  reviewOf,
  reviewSchema,
  settle,
  votesOf,
  type Reviewers,
  type ReviewState,
  type ReviewVote,
} from './review.ts';

type Said = ReviewVote['state'];
const all: readonly Said[] = ['accepted', 'dismissed', 'unsure'];
const votes = (...states: Said[]): ReviewVote[] =>
  states.map((state, index) => ({
    state,
    staffId: `s${index}`,
    staffName: `Staff ${index}`,
    at: index,
    note: null,
  }));
const [a, d, u] = all as [Said, Said, Said];

describe('what people’s words come to', () => {
  it.each<[said: Said[], one: ReviewState, two: ReviewState, disputed: boolean]>([
    [[], 'open', 'open', false],
    [[a], 'accepted', 'open', false],
    [[d], 'dismissed', 'open', false],
    [[u], 'unsure', 'open', false],
    [[a, a], 'accepted', 'accepted', false],
    [[d, d], 'dismissed', 'dismissed', false],
    [[u, u], 'unsure', 'unsure', false],
    [[a, d], 'dismissed', 'unsure', true],
    [[d, a], 'accepted', 'unsure', true],
    [[a, u], 'unsure', 'unsure', true],
    [[a, d, d], 'dismissed', 'dismissed', false],
    [[d, a, d], 'dismissed', 'dismissed', false],
    [[u, u, a], 'accepted', 'unsure', false],
    [[a, d, u], 'unsure', 'unsure', true],
    [[a, d, a, d], 'dismissed', 'unsure', true],
    [[a, a, d, u], 'unsure', 'unsure', true],
    [[a, d, a, d, d], 'dismissed', 'dismissed', false],
  ])('%j: by one %s, by two %s, disputed %s', (said, one, two, disputed) => {
    expect(settle(votes(...said), 1)).toBe(one);
    expect(settle(votes(...said), 2)).toBe(two);
    const review = reviewOf(votes(...said), 2);
    expect(review.state).toBe(two);
    expect(isDisputed(review, 2)).toBe(disputed);
    expect(isDisputed(review, 1)).toBe(false);
  });

  it('do not depend on who spoke first where two have to agree', () => {
    const said = fc.array(fc.constantFrom(...all), { maxLength: 9 });
    fc.assert(
      fc.property(said, (list) => {
        const [there, back] = [list, list.toReversed()].map((one) => settle(votes(...one), 2));
        expect(there).toBe(back);
      }),
    );
  });

  it('are decided by two only where more than half of two or more agree', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { maxLength: 9 }), (list) => {
        const state = settle(votes(...list), 2);
        if (state === 'accepted' || state === 'dismissed') {
          expect(list.length).toBeGreaterThanOrEqual(2);
          expect(list.filter((one) => one === state).length * 2).toBeGreaterThan(list.length);
        }
      }),
    );
  });
});

describe('a review', () => {
  it('names who spoke last', () => {
    const said = votes(a, d);
    said[1] = { ...said[1]!, note: 'A poster.' };
    expect(reviewOf(said, 1)).toEqual({
      ...{ state: 'dismissed', staffId: 's1', staffName: 'Staff 1', at: 1 },
      ...{ note: 'A poster.', votes: said },
    });
    expect(reviewOf([], 2)).toEqual(notReviewed);
  });

  it.each<[said: Said[], reviewers: Reviewers, undecided: boolean, mine: boolean, others: boolean]>(
    [
      [[], 1, true, true, true],
      [[], 2, true, true, true],
      [[a], 1, false, false, false],
      [[a], 2, true, false, true],
      [[a, a], 2, false, false, false],
      [[a, d], 2, true, false, true],
      [[u, u], 2, false, false, false],
    ],
  )(
    'of %j by %d: undecided %s, open for s0 %s, for a third %s',
    (said, reviewers, undecided, mine, others) => {
      const review = reviewOf(votes(...said), reviewers);
      expect(isUndecided(review, reviewers)).toBe(undecided);
      expect(isOpenFor('s0', review, reviewers)).toBe(mine);
      expect(isOpenFor('s9', review, reviewers)).toBe(others);
    },
  );

  it('stays decided where a second person is asked for afterwards, and open where none is any more', () => {
    expect(isUndecided(reviewOf(votes(a), 1), 2)).toBe(false);
    const waiting = reviewOf(votes(a), 2);
    expect(isUndecided(waiting, 1)).toBe(true);
    // Saying it again settles it then.
    expect(isOpenFor('s0', waiting, 1)).toBe(true);
  });

  it('from before words were kept one by one is one word', () => {
    const old = reviewSchema.parse({ state: 'dismissed', staffId: 's', staffName: 'Ida', at: 7 });
    expect(old.votes).toEqual([]);
    expect(votesOf(old)).toEqual([
      { state: 'dismissed', staffId: 's', staffName: 'Ida', at: 7, note: null },
    ]);
    expect(isUndecided(old, 2)).toBe(false);
    const older = reviewSchema.parse({ state: 'open', staffId: null, at: null });
    expect(votesOf(older)).toEqual([]);
  });
});
