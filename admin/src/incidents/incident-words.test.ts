import { contradictionKinds, notReviewed, stillFailures, type Review } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import {
  contradictionFor,
  detectorOffFor,
  pageEventFor,
  reviewFor,
  technicalFor,
  violationFor,
} from '../testing/index.ts';
import {
  countingWords,
  decisionWords,
  incidentFacts,
  lasts,
  lookWords,
  stillFailureWords,
} from './incident-words.ts';

const utc = 'UTC';
const reviewed = (state: Review['state'], changes: Partial<Review> = {}): Review =>
  reviewFor(state, { at: 3_600_000, ...changes });

describe('what is to be known of an incident', () => {
  it('is how long a violation held, and how soon it was confirmed', () => {
    expect(incidentFacts(violationFor('1'), utc)).toEqual(['Held 1.6 s', 'Confirmed after 0.4 s']);
  });

  it('is how long a page event lasted, once that is known', () => {
    expect(incidentFacts(pageEventFor('1'), utc)).toEqual([]);
    expect(lasts(pageEventFor('1'))).toBe(true);
    const over = pageEventFor('1', { durationMs: 185_000 });
    expect(incidentFacts(over, utc)).toEqual(['For 3 min 5 s']);
    expect(lasts(over)).toBe(false);
    expect(incidentFacts(pageEventFor('1', { type: 'paste', durationMs: 0 }), utc)).toEqual([]);
  });

  it('is the span of a technical incident, once it is over', () => {
    expect(incidentFacts(technicalFor('1'), utc)).toEqual([]);
    expect(lasts(technicalFor('1'))).toBe(true);
    const over = technicalFor('1', { endedAt: 68_000 });
    expect(incidentFacts(over, utc)).toEqual(['Until 00:01:08, for 1 min 3 s']);
    expect(lasts(over)).toBe(false);
  });

  it('is how often a detector that switched itself off claimed, and what does not count', () => {
    expect(incidentFacts(detectorOffFor('1', 68_000), utc)).toEqual([
      'Claimed in 41 % of 5 calm minutes',
      'What it claimed since 00:01:08 does not count',
    ]);
    expect(lasts(detectorOffFor('1', 68_000))).toBe(false);
  });

  it('is that only a person can tell who somebody is, and never how long that held', () => {
    expect(incidentFacts(violationFor('1', { type: 'identity_mismatch', heldMs: 0 }), utc)).toEqual(
      [
        "In 3 of 5 comparisons on the student's machine",
        'Only a person can tell',
        'Confirmed after 0.4 s',
      ],
    );
  });

  it.each(contradictionKinds)(
    'is what disagreed in a contradiction of kind %s',
    (contradiction) => {
      const [words] = incidentFacts(contradictionFor('1', { contradiction }), utc);
      expect(words).toContain('twice running');
    },
  );
});

describe('a look', () => {
  it('tells both stories', () => {
    expect(lookWords({ said: 1, saw: 2 }, 'faces')).toBe('agent said 1 face · video shows 2');
    expect(lookWords({ said: 1, saw: 0 }, 'faces')).toBe('agent said 1 face · video shows none');
    expect(lookWords({ said: null, saw: 2 }, 'silence')).toBe('agent said nothing · video shows 2');
    expect(lookWords({ said: 2, saw: 3 }, 'not_claimed')).toBe(
      'agent said 2 faces and claimed nothing · video shows 3',
    );
    expect(lookWords({ said: 1, saw: 0 }, 'black')).toBe(
      'agent said a bright picture · video is black',
    );
    expect(lookWords({ said: 1, saw: 1 }, 'frozen')).toBe(
      'agent said a moving picture · video stands still',
    );
  });
});

describe('whether an incident counts', () => {
  it('is said where it does not go without saying', () => {
    const words = (review: Review) => countingWords(violationFor('1', { review }), false);
    expect(words(notReviewed)).toBeNull();
    expect(words(reviewed('accepted'))).toBeNull();
    expect(words(reviewed('dismissed'))).toBe('does not count');
  });

  it('depends on a decision where agent and video disagree', () => {
    const words = (review: Review) => countingWords(contradictionFor('1', { review }), false);
    expect(words(notReviewed)).toBe('counts once accepted');
    expect(words(reviewed('unsure'))).toBe('counts once accepted');
    expect(words(reviewed('accepted'))).toBe('counts');
    expect(words(reviewed('dismissed'))).toBe('does not count');
  });

  it('is for no decision to bring back once its detector has switched itself off', () => {
    const words = (review: Review) => countingWords(violationFor('1', { review }), true);
    expect(words(notReviewed)).toBe('does not count: its detector switched itself off');
    expect(words(reviewed('accepted'))).toBe('does not count: its detector switched itself off');
    expect(words(reviewed('dismissed'))).toBe('does not count');
  });
});

it('a decision is told with its time, and with who made it where that is known', () => {
  const words = (review: Review) => decisionWords(violationFor('1', { review }), utc);
  expect(words(notReviewed)).toBeNull();
  expect(words(reviewed('dismissed'))).toBe('Dismissed at 01:00:00');
  expect(words(reviewed('unsure'))).toBe('Unsure at 01:00:00');
  expect(words(reviewed('accepted', { staffName: 'Ana' }))).toBe('Accepted by Ana at 01:00:00');
});

it.each(stillFailures)('a missing picture is explained where the reason is %s', (reason) => {
  expect(stillFailureWords(reason)).toMatch(/^[A-Z].*\.$/);
});
