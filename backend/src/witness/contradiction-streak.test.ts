import { expect, it } from 'vitest';
import type { ContradictionKind } from '@invigil/shared-types';
import type { Verdict } from './compare.ts';
import { ContradictionStreak } from './contradiction-streak.ts';

const agrees: Verdict = { verdict: 'agrees' };
const open: Verdict = { verdict: 'open' };
const contradicts = (kind: ContradictionKind): Verdict => ({ verdict: 'contradicts', kind });
const faces = contradicts('faces');

/** The steps that follow from looks, one a second; a look is its number. */
function stepsOf(verdicts: readonly Verdict[], quietMs = 0): string[] {
  const streak = new ContradictionStreak<number>(quietMs);
  return verdicts.map((verdict, index) => {
    const next = streak.add(verdict, () => index, index * 1000);
    return next.step === 'report' ? `${next.kind} ${next.looks.join('+')}` : next.step;
  });
}

it('reports two of one kind running, and then starts anew', () => {
  expect(stepsOf([faces, faces, faces, faces])).toEqual([
    'look_again',
    'faces 0+1',
    'look_again',
    'faces 2+3',
  ]);
});

it('starts anew after a look that agrees, not after one that says nothing', () => {
  expect(stepsOf([faces, agrees, faces, open, faces])).toEqual([
    'look_again',
    'go_on',
    'look_again',
    'go_on',
    'faces 2+4',
  ]);
});

it('starts anew with another kind', () => {
  expect(stepsOf([faces, contradicts('black'), faces, faces])).toEqual([
    'look_again',
    'look_again',
    'look_again',
    'faces 2+3',
  ]);
});

it('is quiet for a while about the kind that was reported, and only about that', () => {
  const silence = contradicts('silence');
  expect(stepsOf([faces, faces, faces, silence, silence, faces, faces], 5000)).toEqual([
    'look_again',
    'faces 0+1',
    'go_on',
    'look_again',
    'silence 3+4',
    'go_on',
    'look_again',
  ]);
});

it('is not quiet about what could not be reported', () => {
  const streak = new ContradictionStreak<string>(60_000);
  const add = () => streak.add(faces, () => 'look', 0).step;
  expect([add(), add(), add()]).toEqual(['look_again', 'report', 'go_on']);
  streak.notReported('faces');
  expect([add(), add()]).toEqual(['look_again', 'report']);
});
