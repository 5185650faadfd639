import { describe, expect, it } from 'vitest';
import { actionLifecycle } from './actions.ts';
import { attemptLifecycle } from './attempt.ts';
import { claimLifecycle } from './claim.ts';
import { reviewLifecycle } from './review.ts';
import { defineLifecycle, type Lifecycle } from './lifecycle.ts';
import { operatingModeLifecycle } from './operating-mode.ts';

/** Every move that is possible; all others have to be refused. */
const attemptMoves = [
  'invited --consent--> consented',
  'invited --decline--> declined',
  'invited --join--> in_progress',
  'invited --end--> ended',
  'invited --expire--> expired',
  'declined --consent--> consented',
  'declined --decline--> declined',
  'declined --end--> ended',
  'declined --expire--> expired',
  'consented --consent--> consented',
  'consented --decline--> declined',
  'consented --check--> checking',
  'consented --join--> in_progress',
  'consented --end--> ended',
  'consented --expire--> expired',
  'checking --consent--> checking',
  'checking --decline--> declined',
  'checking --check--> checking',
  'checking --pass--> ready',
  'checking --join--> in_progress',
  'checking --end--> ended',
  'checking --expire--> expired',
  'ready --consent--> ready',
  'ready --decline--> declined',
  'ready --check--> checking',
  'ready --pass--> ready',
  'ready --wait--> waiting',
  'ready --join--> in_progress',
  'ready --end--> ended',
  'ready --expire--> expired',
  'waiting --consent--> waiting',
  'waiting --decline--> declined',
  'waiting --check--> checking',
  'waiting --wait--> waiting',
  'waiting --join--> in_progress',
  'waiting --end--> ended',
  'waiting --expire--> expired',
  'in_progress --consent--> in_progress',
  'in_progress --join--> in_progress',
  'in_progress --connection_lost--> reconnecting',
  'in_progress --leave--> left',
  'in_progress --submit--> submitted',
  'in_progress --end--> ended',
  'in_progress --expire--> expired',
  'reconnecting --consent--> reconnecting',
  'reconnecting --join--> in_progress',
  'reconnecting --grace_over--> left',
  'reconnecting --leave--> left',
  'reconnecting --submit--> submitted',
  'reconnecting --end--> ended',
  'reconnecting --expire--> expired',
  'left --consent--> left',
  'left --join--> in_progress',
  'left --submit--> submitted',
  'left --end--> ended',
  'left --expire--> expired',
  'submitted --review--> under_review',
  'ended --review--> under_review',
  'expired --review--> under_review',
  'under_review --close--> closed',
  'under_review --appeal--> under_review',
  'closed --appeal--> under_review',
  'closed --review--> under_review',
];

const actionMoves = [
  'sent --see--> seen',
  'sent --finish--> done',
  'sent --lapse--> lapsed',
  'seen --see--> seen',
  'seen --finish--> done',
  'seen --lapse--> lapsed',
];

const claimMoves = [
  'claimed --evidence_received--> examining',
  'claimed --evidence_overdue--> unproven',
  'examining --evidence_accepted--> confirmed',
  'examining --evidence_unusable--> claimed',
  'examining --evidence_disproves--> rejected',
];

const operatingMoves = [
  'normal --failed--> degraded',
  'degraded --answered--> recovering',
  'recovering --reconciled--> normal',
  'recovering --failed--> degraded',
];

/** Asks every state for every event. */
function movesOf<S extends string, E extends string>(lifecycle: Lifecycle<S, E>): string[] {
  return lifecycle.states.flatMap((state) =>
    lifecycle.events.flatMap((event) => {
      const transition = lifecycle.next(state, event);
      if (transition.moved) return [`${state} --${event}--> ${transition.state}`];
      expect(transition.refusal).toBe(`"${event}" is not possible while "${state}"`);
      return [];
    }),
  );
}

describe('an attempt', () => {
  it('moves as its table says and in no other way', () => {
    expect(movesOf(attemptLifecycle).sort()).toEqual([...attemptMoves].sort());
  });
  it('begins invited, and nothing is ever final: an appeal may open what was closed', () => {
    expect(attemptLifecycle.initial).toBe('invited');
    expect(attemptLifecycle.states.filter((s) => attemptLifecycle.isFinal(s))).toEqual([]);
  });
});

describe('an action', () => {
  it('moves as its table says and in no other way', () => {
    expect(movesOf(actionLifecycle).sort()).toEqual([...actionMoves].sort());
  });
  it('begins sent and ends done or lapsed', () => {
    expect(actionLifecycle.initial).toBe('sent');
    expect(actionLifecycle.states.filter((s) => actionLifecycle.isFinal(s))).toEqual([
      'done',
      'lapsed',
    ]);
  });
});

describe('a claim', () => {
  it('moves as its table says and in no other way', () => {
    expect(movesOf(claimLifecycle).sort()).toEqual([...claimMoves].sort());
  });
  it('begins claimed and ends confirmed, unproven or rejected', () => {
    expect(claimLifecycle.initial).toBe('claimed');
    expect(claimLifecycle.states.filter((s) => claimLifecycle.isFinal(s))).toEqual([
      'confirmed',
      'unproven',
      'rejected',
    ]);
  });
});

describe("the server's counting", () => {
  it('moves as its table says and in no other way', () => {
    expect(movesOf(operatingModeLifecycle).sort()).toEqual([...operatingMoves].sort());
  });
  it('never ends: a server counts for as long as it runs', () => {
    const { states, isFinal } = operatingModeLifecycle;
    expect(states.filter((state) => isFinal(state))).toEqual([]);
  });
});

describe('a review', () => {
  it('can always be changed, and begins open', () => {
    const { initial, states, next } = reviewLifecycle;
    expect(initial).toBe('open');
    for (const state of states) {
      expect(next(state, 'accept')).toEqual({ moved: true, state: 'accepted' });
      expect(next(state, 'dismiss')).toEqual({ moved: true, state: 'dismissed' });
      expect(next(state, 'doubt')).toEqual({ moved: true, state: 'unsure' });
      expect(next(state, 'reopen').moved).toBe(state !== 'open');
    }
  });
});

it('a lifecycle refuses what its table does not name', () => {
  const door = defineLifecycle({
    states: ['closed', 'opened'],
    events: ['open', 'close'],
    initial: 'closed',
    table: { closed: { open: 'opened' }, opened: { close: 'closed' } },
  });
  expect(door.next('closed', 'open')).toEqual({ moved: true, state: 'opened' });
  expect(door.next('closed', 'close').moved).toBe(false);
});
