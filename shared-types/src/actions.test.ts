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
import { attemptLifecycle, attemptSchema, closesAtFor, isOver } from './attempt.ts';

const kinds: StaffActionKind[] = staffActionSchema.options.map(({ shape }) => shape.kind.value);

describe('what is possible', () => {
  it.each(attemptLifecycle.states.flatMap((state) => [null, 5].map((at) => [state, at] as const)))(
    'with an attempt that is %s, paused since %s',
    (state, pausedAt) => {
      const possible = kinds.filter((kind) => isActionPossible(kind, { state, pausedAt }));
      if (isOver(state)) expect(possible).toEqual(['second_look']);
      else {
        const not: StaffActionKind = pausedAt === null ? 'resume' : 'pause';
        expect(possible).toEqual(kinds.filter((kind) => kind !== not));
      }
    },
  );
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
    expect(kinds.filter((kind) => !reachesStudent(kind))).toEqual(['second_look']);
    const content = { kind: 'end', reason: 'Left with the paper' };
    const told = studentActionSchema.parse({ actionId: 'a', at: 1, content });
    expect(told.content).toEqual({ kind: 'end' });
  });
});

describe('an attempt', () => {
  it('of before there were rooms, pauses and more time is read as one without', () => {
    const old = {
      ...{ id: 'a', examId: 'e', studentName: 'Ada', state: 'left' },
      ...{ consent: null, firstJoinedAt: 1, endedAt: null },
    };
    expect(attemptSchema.parse(old)).toEqual({
      ...old,
      room: null,
      pausedAt: null,
      extraTimeMs: 0,
    });
  });

  it('closes later for whoever was given more time', () => {
    expect(closesAtFor({ closesAt: 1000 }, { extraTimeMs: 500 })).toBe(1500);
  });
});
