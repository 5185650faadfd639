import {
  actionLifecycle,
  longestDurationMs,
  type Action,
  type ActionContent,
  type Progress,
} from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { actionWith, ida, noor } from '../../test-support/actions.ts';
import { asTold, messageSeen, progressAfter, standingOf, type Step } from './standing.ts';

const done = (...contents: ActionContent[]): Action[] =>
  contents.map((content, index) => actionWith({ content, at: 10 * (index + 1) }));
const pause = { kind: 'pause', reason: 'Fire alarm' } as const;
const resume = { kind: 'resume' } as const;
const extend = { kind: 'extend', extraMs: 600_000, reason: 'Fire alarm' } as const;
const end = { kind: 'end', reason: 'Asked for it' } as const;

describe('how an attempt stands', () => {
  it.each<[string, ActionContent[], ReturnType<typeof standingOf>]>([
    ['nothing', [], { pausedAt: null, extraTimeMs: 0, ended: false }],
    ['a pause', [pause], { pausedAt: 10, extraTimeMs: 0, ended: false }],
    ['a pause, resumed', [pause, resume], { pausedAt: null, extraTimeMs: 0, ended: false }],
    [
      'two at once: the first counts',
      [pause, pause],
      { pausedAt: 10, extraTimeMs: 0, ended: false },
    ],
    [
      'paused again, with more time twice',
      [pause, extend, resume, extend, pause],
      { pausedAt: 50, extraTimeMs: 1_200_000, ended: false },
    ],
    ['ended', [pause, end], { pausedAt: 10, extraTimeMs: 0, ended: true }],
    [
      'what changes nothing of it',
      [
        { kind: 'warn', text: 'x' },
        { kind: 'student_message', text: 'x' },
      ],
      { pausedAt: null, extraTimeMs: 0, ended: false },
    ],
  ])('follows from %s', (_what, contents, standing) => {
    expect(standingOf(done(...contents))).toEqual(standing);
  });

  it('has no more extra time than a duration may have', () => {
    const most = { ...extend, extraMs: 4 * 3_600_000 };
    const { extraTimeMs } = standingOf(done(...Array.from({ length: 9 }, () => most)));
    expect(extraTimeMs).toBe(longestDurationMs);
  });
});

describe('what a student is told', () => {
  it('is without names and reasons', () => {
    const told = done(pause, resume, extend, end).map((action) => asTold(action));
    expect(told.map((each) => each?.content)).toEqual([
      { kind: 'pause' },
      { kind: 'resume' },
      { kind: 'extend', extraMs: 600_000 },
      { kind: 'end' },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/alarm|Asked|ida/);
  });

  it('holds nothing that is meant for invigilators', () => {
    const meant = done(
      { kind: 'second_look', reason: 'Is that a phone?' },
      {
        kind: 'student_message',
        text: 'x',
      },
    );
    expect(meant.map((action) => asTold(action))).toEqual([null, null]);
  });
});

const states: Progress[] = [
  { state: 'sent' },
  { state: 'seen', seenAt: 3, by: noor },
  { state: 'done', seenAt: 3, doneAt: 4, by: noor },
  { state: 'lapsed', lapsedAt: 4 },
];
const steps: Step[] = [{ event: 'see', by: ida }, { event: 'finish', by: ida }, { event: 'lapse' }];

describe('a step', () => {
  it.each(
    states.flatMap((before) =>
      steps.map((step) => [before.state, step.event, before, step] as const),
    ),
  )('from %s by %s is as the table says', (_state, _event, before, step) => {
    const transition = actionLifecycle.next(before.state, step.event);
    const after = progressAfter(before, step, 9);
    const changes = transition.moved && transition.state !== before.state;
    expect(after?.state ?? null).toBe(changes ? transition.state : null);
    if (after?.state === 'seen') expect(after).toMatchObject({ seenAt: 9, by: ida });
    if (after?.state === 'done') {
      expect(after).toMatchObject({ doneAt: 9, by: ida });
      expect(after.seenAt).toBe(before.state === 'seen' ? 3 : null);
    }
  });

  it('tells when a message was first opened, and of nothing else', () => {
    const message = (progress: Progress) =>
      messageSeen(
        actionWith({ id: 'm', content: { kind: 'student_message', text: 'x' }, progress }),
      );
    expect(states.map(message)).toEqual([
      null,
      { messageId: 'm', seenAt: 3 },
      { messageId: 'm', seenAt: 3 },
      null,
    ]);
    expect(message({ state: 'done', seenAt: null, doneAt: 4, by: ida })?.seenAt).toBe(4);
    expect(messageSeen(actionWith({ progress: { state: 'seen', seenAt: 3, by: ida } }))).toBeNull();
  });
});
