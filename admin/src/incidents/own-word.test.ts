import { notReviewed, reviewOf, reviewToldTo, type ReviewVote } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { othersWord, stateFor, withWord, wordOf } from './own-word.ts';

const vote = (staffId: string, state: ReviewVote['state']): ReviewVote => ({
  ...{ staffId, staffName: staffId, at: 1, state, note: null },
});
const ina = { id: 'ina', username: 'ina' };

describe('other people’s words', () => {
  it.each([
    ['nobody has spoken', [], 2, 'none', 'open'],
    ['another one has', [vote('ana', 'accepted')], 2, 'hidden', 'open'],
    ['I have', [vote('ina', 'accepted')], 2, 'missing', 'accepted'],
    ['we agree', [vote('ana', 'accepted'), vote('ina', 'accepted')], 2, 'told', 'accepted'],
    ['we do not', [vote('ana', 'accepted'), vote('ina', 'dismissed')], 2, 'differs', 'dismissed'],
    ['others disagree', [vote('ana', 'accepted'), vote('eve', 'dismissed')], 2, 'hidden', 'open'],
    ['others agree', [vote('ana', 'unsure'), vote('eve', 'unsure')], 2, 'told', 'unsure'],
    ['one decides, and has', [vote('ana', 'accepted')], 1, 'told', 'accepted'],
  ] as const)('%s', (_case, votes, reviewers, others, state) => {
    const review = reviewOf(votes, reviewers);
    expect(othersWord(review, 'ina', reviewers)).toBe(others);
    expect(stateFor(review, 'ina', reviewers)).toBe(state);
  });
});

describe('a word that the server withholds', () => {
  it('is hidden before one’s own word, and until the server has answered to it', () => {
    const review = reviewToldTo('ina', reviewOf([vote('ana', 'accepted')], 2), 2);
    expect(othersWord(review, 'ina', 2)).toBe('hidden');
    const after = withWord(review, ina, 'dismiss', null, 5, 2);
    expect(othersWord(after, 'ina', 2)).toBe('hidden');
    expect(stateFor(after, 'ina', 2)).toBe('dismissed');
    expect(othersWord(withWord(after, ina, 'reopen', null, 6, 2), 'ina', 2)).toBe('hidden');
  });
});

describe('a word', () => {
  it('replaces one’s own, keeps its note where the same is said again, and is taken back', () => {
    const first = withWord(notReviewed, ina, 'accept', 'Two.', 2, 1);
    expect(wordOf(first, 'ina')).toMatchObject({ state: 'accepted', note: 'Two.' });
    const again = withWord(first, ina, 'accept', null, 3, 1);
    expect(wordOf(again, 'ina')?.note).toBe('Two.');
    const other = withWord(again, ina, 'dismiss', null, 4, 1);
    expect(other).toMatchObject({ state: 'dismissed', note: null });
    expect(other.votes).toHaveLength(1);
    expect(withWord(other, ina, 'reopen', null, 5, 1).state).toBe('open');
  });

  it('taken back leaves what others said', () => {
    const review = reviewOf([vote('ana', 'accepted'), vote('ina', 'dismissed')], 1);
    expect(withWord(review, ina, 'reopen', null, 5, 1).state).toBe('accepted');
  });
});
