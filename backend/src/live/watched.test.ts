import type { WallWatcher } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { watchedBy } from './watched.ts';

const at = (staffId: string, attemptId: string | null, connectionId = staffId): WallWatcher => ({
  connectionId,
  staffId,
  name: `name of ${staffId}`,
  attemptId,
});
const watchers = [at('ida', 'luz'), at('noor', null), at('ida', null, 'second wall')];

describe('what a student is told of who looks', () => {
  it('is how many people do, and how many at this student alone', () => {
    expect(watchedBy(watchers, 'luz', 'number')).toEqual({
      invigilators: 2,
      lookingAtYou: 1,
      names: [],
    });
    expect(watchedBy(watchers, 'kim', 'number')).toMatchObject({ lookingAtYou: 0 });
    expect(watchedBy([], 'luz', 'number')).toEqual({ invigilators: 0, lookingAtYou: 0, names: [] });
  });

  it('is their names where the exam tells them, each once', () => {
    expect(watchedBy(watchers, 'luz', 'names').names).toEqual(['name of ida', 'name of noor']);
  });

  it('is nothing where the exam hides it', () => {
    expect(watchedBy(watchers, 'luz', 'hidden')).toEqual({
      invigilators: null,
      lookingAtYou: null,
      names: [],
    });
  });
});
