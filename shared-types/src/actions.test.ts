import { describe, expect, it } from 'vitest';
import {
  actionTextLimit,
  isActionPossible,
  longestExtensionMs,
  reachesStudent,
  staffActionSchema,
  studentActionSchema,
  type StaffActionKind,
} from './actions.ts';
import { attemptLifecycle, isBefore, isOver } from './attempt.ts';

const kinds: StaffActionKind[] = staffActionSchema.options.map(({ shape }) => shape.kind.value);

describe('what is possible', () => {
  it.each(
    attemptLifecycle.states.flatMap((state) =>
      [null, 5].flatMap((pausedAt) =>
        [null, 4].map((admittedAt) => [state, pausedAt, admittedAt] as const),
      ),
    ),
  )('with an attempt that is %s, paused since %s, let in at %s', (state, pausedAt, admittedAt) => {
    const attempt = { state, pausedAt, admittedAt };
    const possible = kinds.filter((kind) => isActionPossible(kind, attempt));
    if (isOver(state)) expect(possible).toEqual(['second_look']);
    else {
      const not: StaffActionKind[] = [pausedAt === null ? 'resume' : 'pause'];
      if (admittedAt !== null || !isBefore(state)) not.push('admit');
      expect(possible).toEqual(kinds.filter((kind) => !not.includes(kind)));
    }
  });

  it('an invigilator can pause a student who is on a break', () => {
    const attempt = { state: 'in_progress', pausedAt: 5, admittedAt: null } as const;
    expect(isActionPossible('pause', attempt, true)).toBe(true);
    expect(isActionPossible('resume', attempt, true)).toBe(true);
  });
});

describe('an action', () => {
  it('says something, and why where it matters', () => {
    const good = [
      { kind: 'warn', text: 'Please look at your screen.' },
      { kind: 'second_look', reason: null },
      { kind: 'extend', extraMs: 60_000, reason: 'Fire alarm' },
      { kind: 'message', text: 'x'.repeat(actionTextLimit) },
    ];
    for (const content of good) expect(staffActionSchema.parse(content)).toEqual(content);
    const bad = [
      { kind: 'warn', text: '   ' },
      { kind: 'warn' },
      { kind: 'message', text: 'x'.repeat(actionTextLimit + 1) },
      { kind: 'pause', reason: '' },
      { kind: 'end' },
      { kind: 'extend', extraMs: 59_999, reason: 'x' },
      { kind: 'extend', extraMs: longestExtensionMs + 1, reason: 'x' },
      { kind: 'extend', extraMs: 60_000.5, reason: 'x' },
      { kind: 'student_message', text: 'x' },
    ];
    for (const content of bad) expect(staffActionSchema.safeParse(content).success).toBe(false);
  });

  it('reaches the student with no word that is for the record', () => {
    expect(kinds.filter((kind) => !reachesStudent(kind))).toEqual(['admit', 'second_look']);
    const content = { kind: 'end', reason: 'Left with the paper' };
    const told = studentActionSchema.parse({ actionId: 'a', at: 1, content });
    expect(told.content).toEqual({ kind: 'end' });
  });
});
