import {
  attemptLifecycle,
  isBefore,
  isOver,
  statesBefore,
  type AttemptState,
} from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { actionFor, breakFor } from '../testing/index.ts';
import {
  isOnBreak,
  kindsFor,
  nextOfPauses,
  obstacleTo,
  staffActionKinds,
  waitsForReturn,
  type Standing,
} from './offers.ts';

const sitting: Standing = {
  state: 'in_progress',
  pausedAt: null,
  admittedAt: null,
  onBreak: false,
};
const onBreak: Standing = { ...sitting, pausedAt: 5_000, onBreak: true };

describe('what can be done about a student', () => {
  const cases = staffActionKinds.flatMap((kind) =>
    attemptLifecycle.states.flatMap((state) =>
      [null, 1_000].map((pausedAt) => ({ kind, state, pausedAt })),
    ),
  );

  it.each(cases)('$kind while $state, paused at $pausedAt', ({ kind, state, pausedAt }) => {
    const obstacle = obstacleTo(kind, { ...sitting, state, pausedAt });
    if (isOver(state)) {
      // Others can be called to look at what is over.
      expect(obstacle).toBe(kind === 'second_look' ? null : 'over');
    } else if (kind === 'pause' && pausedAt !== null) expect(obstacle).toBe('paused_already');
    else if (kind === 'resume' && pausedAt === null) expect(obstacle).toBe('not_paused');
    else if (kind === 'admit' && !isBefore(state)) expect(obstacle).toBe('begun_already');
    else if (isBefore(state) && ['warn', 'ask'].includes(kind)) {
      expect(obstacle).toBe('not_started');
    } else expect(obstacle).toBeNull();
  });

  it.each(staffActionKinds)('is nothing for one who is no longer on the exam: %s', (kind) => {
    expect(obstacleTo(kind, null)).toBe('gone');
  });

  it('shows pausing or resuming, never both', () => {
    const has = (pausedAt: number | null) =>
      kindsFor({ ...sitting, pausedAt }).filter((k) => k === 'pause' || k === 'resume');
    expect(has(null)).toEqual(['pause']);
    expect(has(5)).toEqual(['resume']);
    expect([nextOfPauses(sitting), nextOfPauses({ ...sitting, pausedAt: 5 })]).toEqual([
      'pause',
      'resume',
    ]);
  });

  it('is pausing and resuming during a break, by the key only what takes nothing from the student', () => {
    expect(obstacleTo('pause', onBreak)).toBeNull();
    expect(obstacleTo('resume', onBreak)).toBeNull();
    expect(kindsFor(onBreak)).toEqual(expect.arrayContaining(['pause', 'resume']));
    expect(nextOfPauses(onBreak)).toBe('pause');
    expect(obstacleTo('pause', { ...onBreak, state: 'ended' })).toBe('over');
  });

  it('knows a break by its beginning, until it is over or an invigilator pauses as well', () => {
    const pause = (at: number) =>
      actionFor('p', { at, content: { kind: 'pause', reason: 'Talk first' } });
    const begun = breakFor('b');
    expect(isOnBreak([])).toBe(false);
    expect(isOnBreak([begun])).toBe(true);
    expect(isOnBreak([begun, pause(begun.at - 1)])).toBe(true);
    expect(isOnBreak([pause(begun.at + 1), begun])).toBe(false);
    const over = breakFor('b', {
      progress: { state: 'done', seenAt: null, doneAt: 9_000, by: { kind: 'student' } },
    });
    expect(isOnBreak([over])).toBe(false);
    expect(isOnBreak([breakFor('b', { progress: { state: 'lapsed', lapsedAt: 9_000 } })])).toBe(
      false,
    );
  });

  it('lets nobody in twice, and shows it only before the start', () => {
    const waiting: Standing = { ...sitting, state: 'waiting' };
    expect(obstacleTo('admit', { ...waiting, admittedAt: 5 })).toBe('admitted_already');
    expect(kindsFor(waiting)).toContain('admit');
    expect(kindsFor({ ...sitting, state: 'left' })).not.toContain('admit');
  });

  it('waits for those who are away', () => {
    const away: AttemptState[] = [...statesBefore, 'reconnecting', 'left'];
    expect(attemptLifecycle.states.filter(waitsForReturn)).toEqual(away);
  });
});
