import type { Action, Progress } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { actionFor, ana, callFor, studentMessageFor } from '../testing/index.ts';
import { contentWords, namesOf, progressWords } from './action-words.ts';

const here = { state: 'in_progress' } as const;
const student = { kind: 'student' } as const;
const says = (
  action: Action,
  progress: Progress,
  standing: { state: 'left' } | typeof here = here,
) => progressWords({ ...action, progress }, 'UTC', standing);

describe('what became of an action', () => {
  it('is told with its time', () => {
    const warning = actionFor('1', { at: 3_600_000 });
    expect(says(warning, { state: 'sent' })).toBe('Sent at 01:00:00');
    expect(says(warning, { state: 'seen', seenAt: 3_601_000, by: student })).toBe(
      'Seen at 01:00:01',
    );
    expect(says(warning, { state: 'done', seenAt: null, doneAt: 3_602_000, by: student })).toBe(
      'Read at 01:00:02',
    );
    expect(says(warning, { state: 'lapsed', lapsedAt: 3_603_000 })).toBe(
      'Lapsed at 01:00:03: the attempt was over before',
    );
  });

  it('waits for a student who is away', () => {
    expect(says(actionFor('1', { at: 0 }), { state: 'sent' }, { state: 'left' })).toBe(
      'Sent at 00:00:00, waits until the student is back',
    );
  });

  it('names who opened and settled what is meant for invigilators', () => {
    const seen: Progress = { state: 'seen', seenAt: 0, by: ana };
    const done: Progress = { state: 'done', seenAt: 0, doneAt: 0, by: ana };
    expect(says(callFor('1'), seen)).toBe('Opened by Ana at 00:00:00');
    expect(says(callFor('1'), done)).toBe('Settled by Ana at 00:00:00');
    expect(says(studentMessageFor('1'), seen)).toBe('Read by Ana at 00:00:00');
    expect(says(studentMessageFor('1', { at: 0 }), { state: 'sent' }, { state: 'left' })).toBe(
      'Written at 00:00:00, not read yet',
    );
  });

  it('says what was said, how much time, and why', () => {
    expect(contentWords({ kind: 'extend', extraMs: 600_000, reason: 'Trouble' })).toEqual([
      '10 minutes more',
      'Trouble',
    ]);
    expect(contentWords({ kind: 'extend', extraMs: 60_000, reason: 'x' })[0]).toBe('1 minute more');
    expect(contentWords({ kind: 'resume' })).toEqual([]);
    expect(contentWords({ kind: 'second_look', reason: null })).toEqual([]);
  });

  it('names each person once', () => {
    expect(namesOf(['Ana', 'Ben', 'Ana'])).toBe('Ana and Ben');
  });
});
