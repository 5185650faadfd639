import { contradictionKinds, notReviewed, stillFailures, type Review } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { contradictionFor, pageEventFor, technicalFor, violationFor } from '../testing/index.ts';
import {
  countingWords,
  decisionWords,
  incidentFacts,
  lasts,
  lookWords,
  stillFailureWords,
} from './incident-words.ts';

const utc = 'UTC';
const reviewed = (state: Review['state']): Review => ({ state, staffId: 's', at: 3_600_000 });

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
    expect(countingWords(violationFor('1'))).toBeNull();
    expect(countingWords(violationFor('1', { review: reviewed('accepted') }))).toBeNull();
    expect(countingWords(violationFor('1', { review: reviewed('dismissed') }))).toBe(
      'does not count',
    );
    expect(countingWords(technicalFor('1'))).toContain('never counts');
  });

  it('depends on a decision where agent and video disagree', () => {
    const words = (review: Review) => countingWords(contradictionFor('1', { review }));
    expect(words(notReviewed)).toBe('counts once accepted');
    expect(words(reviewed('unsure'))).toBe('counts once accepted');
    expect(words(reviewed('accepted'))).toBe('counts');
    expect(words(reviewed('dismissed'))).toBe('does not count');
  });
});

it('a decision is told with its time', () => {
  const words = (review: Review) => decisionWords(violationFor('1', { review }), utc);
  expect(words(notReviewed)).toBeNull();
  expect(words(reviewed('dismissed'))).toBe('Dismissed at 01:00:00');
  expect(words(reviewed('unsure'))).toBe('Unsure at 01:00:00');
});

it.each(stillFailures)('a missing picture is explained where the reason is %s', (reason) => {
  expect(stillFailureWords[reason]).toMatch(/^[A-Z].*\.$/);
});
