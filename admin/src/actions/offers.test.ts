import { attemptLifecycle, type AttemptState } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { kindsFor, obstacleTo, staffActionKinds, waitsForReturn } from './offers.ts';

describe('what can be done about a student', () => {
  const cases = staffActionKinds.flatMap((kind) =>
    attemptLifecycle.states.flatMap((state) =>
      [null, 1_000].map((pausedAt) => ({ kind, state, pausedAt })),
    ),
  );

  it.each(cases)('$kind while $state, paused at $pausedAt', ({ kind, state, pausedAt }) => {
    const obstacle = obstacleTo(kind, { state, pausedAt });
    if (state === 'submitted' || state === 'ended') {
      // Others can be called to look at what is over.
      expect(obstacle).toBe(kind === 'second_look' ? null : 'over');
    } else if (kind === 'pause' && pausedAt !== null) expect(obstacle).toBe('paused_already');
    else if (kind === 'resume' && pausedAt === null) expect(obstacle).toBe('not_paused');
    else if (state === 'invited' && ['warn', 'ask'].includes(kind)) {
      expect(obstacle).toBe('not_started');
    } else expect(obstacle).toBeNull();
  });

  it.each(staffActionKinds)('is nothing for one who is no longer on the exam: %s', (kind) => {
    expect(obstacleTo(kind, null)).toBe('gone');
  });

  it('shows pausing or resuming, never both', () => {
    const has = (pausedAt: number | null) =>
      kindsFor({ state: 'in_progress', pausedAt }).filter((k) => k === 'pause' || k === 'resume');
    expect(has(null)).toEqual(['pause']);
    expect(has(5)).toEqual(['resume']);
  });

  it('waits for those who are away', () => {
    const away: AttemptState[] = ['invited', 'reconnecting', 'left'];
    expect(attemptLifecycle.states.filter(waitsForReturn)).toEqual(away);
  });
});
