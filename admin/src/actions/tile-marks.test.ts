import type { Action, Progress, WallWatcher } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { actionFor, breakFor, callFor, studentMessageFor } from '../testing/index.ts';
import { marksOf } from './tile-marks.ts';

const none = { actions: [], pausedAt: null, watchers: [], own: null };
const done: Progress = { state: 'done', seenAt: null, doneAt: 7_000, by: { kind: 'student' } };
const seen: Progress = { state: 'seen', seenAt: 6_000, by: { kind: 'student' } };
const ask = (progress: Progress) =>
  actionFor('ask', { content: { kind: 'ask', text: 'Please confirm.' }, progress });
const watcher = (staffId: string): WallWatcher => ({
  connectionId: staffId,
  staffId,
  name: staffId,
  attemptId: 'a',
});

describe('what a tile points out', () => {
  it('is nothing where nothing waits', () => {
    expect(marksOf(none)).toEqual([]);
    expect(marksOf({ ...none, actions: [actionFor('w'), ask(done)] })).toEqual([]);
  });

  it('is messages until somebody has opened them', () => {
    const actions = [studentMessageFor('1'), studentMessageFor('2')];
    expect(marksOf({ ...none, actions })).toEqual([{ kind: 'unread', words: '2 unread messages' }]);
    const opened = actions.map((action) => ({ ...action, progress: seen }));
    expect(marksOf({ ...none, actions: opened })).toEqual([]);
  });

  it('is a moment that was asked for until it is acknowledged', () => {
    const kinds = (progress: Progress) =>
      marksOf({ ...none, actions: [ask(progress)] }).map(({ kind }) => kind);
    expect([kinds({ state: 'sent' }), kinds(seen), kinds(done)]).toEqual([
      ['asked'],
      ['asked'],
      [],
    ]);
    expect(kinds({ state: 'lapsed', lapsedAt: 1 })).toEqual([]);
  });

  it('is a break while the student takes one, and a pause where an invigilator pauses, too', () => {
    const wordsWith = (...actions: Action[]) =>
      marksOf({ ...none, pausedAt: 5_000, actions }).map(({ kind, words }) => [kind, words]);
    expect(wordsWith(breakFor('b'))).toEqual([['break', 'On a break']]);
    expect(wordsWith(breakFor('b', { progress: done }))).toEqual([['paused', 'Paused']]);
    const pause = actionFor('p', { at: 9_000, content: { kind: 'pause', reason: 'Talk first' } });
    expect(wordsWith(breakFor('b'), pause)).toEqual([['paused', 'Paused by Ana']]);
    const before = { ...pause, at: 1_000, progress: done };
    const resume = actionFor('r', { at: 2_000, content: { kind: 'resume' } });
    expect(wordsWith(before, resume)).toEqual([['paused', 'Paused']]);
  });

  it('is who called for a second pair of eyes, that it is paused, and who has it open', () => {
    const marks = marksOf({
      actions: [callFor('1')],
      pausedAt: 1_000,
      watchers: [watcher('Ben'), watcher('Ina'), watcher('Ben')],
      own: watcher('Ina'),
    });
    expect(marks.map(({ words }) => words)).toEqual([
      'Second pair of eyes called by Ana',
      'Paused',
      'Also opened by Ben and you, in another window',
    ]);
  });
});
