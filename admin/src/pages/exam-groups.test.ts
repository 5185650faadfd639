import { describe, expect, it } from 'vitest';
import { examsByGroup } from './exam-groups.ts';

const exam = (id: string, title: string, opensAt: number, closesAt: number) => ({
  ...{ id, title, opensAt, closesAt },
  timeZone: 'UTC',
  invited: 3,
  here: 0,
});
const exams = [
  exam('a', 'Algebra', 0, 10),
  exam('b', 'Física I', 20, 30),
  exam('c', 'Física II', 40, 60),
  exam('d', 'Greek', 70, 80),
  exam('e', 'Latin', 90, 95),
];
const ids = (words: string, now: number) =>
  examsByGroup(exams, words, now).map(({ group, exams: own }) => [
    group,
    ...own.map(({ id }) => id),
  ]);

describe('the exams by group', () => {
  it('are those that run, those to come, and those that are over, latest first', () => {
    expect(ids('', 50)).toEqual([
      ['running', 'c'],
      ['upcoming', 'd', 'e'],
      ['past', 'b', 'a'],
    ]);
  });

  it('move on with the time', () => {
    expect(ids('', 0)[0]).toEqual(['running', 'a']);
    expect(ids('', 10).at(-1)).toEqual(['past', 'a']);
    expect(ids('', 100)).toEqual([['past', 'e', 'd', 'c', 'b', 'a']]);
  });

  it('are found by words, however they are written', () => {
    expect(ids('fisica', 50)).toEqual([
      ['running', 'c'],
      ['past', 'b'],
    ]);
    expect(ids(' II FÍSICA ', 50)).toEqual([['running', 'c']]);
    expect(ids('nothing', 50)).toEqual([]);
  });
});
