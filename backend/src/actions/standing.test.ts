import {
  actionLifecycle,
  longestDurationMs,
  type Action,
  type ActionContent,
  type Progress,
} from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { actionWith, ida, noor } from '../../test-support/actions.ts';
import {
  asTold,
  messageSeen,
  progressAfter,
  standingOf,
  untouched,
  type Standing,
  type Step,
} from './standing.ts';

const done = (...contents: ActionContent[]): Action[] =>
  contents.map((content, index) => actionWith({ content, at: 10 * (index + 1) }));
const pause = { kind: 'pause', reason: 'Fire alarm' } as const;
const resume = { kind: 'resume' } as const;
const extend = { kind: 'extend', extraMs: 600_000, reason: 'Fire alarm' } as const;
const admit = { kind: 'admit' } as const;
const begin = { kind: 'break_begin', leftMs: 100 } as const;
const back = { kind: 'break_end', tookMs: 10 } as const;
const end = { kind: 'end', reason: 'Asked for it' } as const;

describe('how an attempt stands', () => {
  it.each<[string, ActionContent[], Partial<Standing>]>([
    ['nothing', [], {}],
    ['a pause', [pause], { pausedAt: 10, pausedByStaff: true }],
    ['a pause, resumed', [pause, resume], {}],
    ['two at once: the first counts', [pause, pause], { pausedAt: 10, pausedByStaff: true }],
    [
      'paused again, with more time twice',
      [pause, extend, resume, extend, pause],
      { pausedAt: 50, pausedByStaff: true, extraTimeMs: 1_200_000 },
    ],
    ['ended', [pause, end], { pausedAt: 10, pausedByStaff: true, ended: true }],
    ['let in, twice: the first counts', [admit, admit], { admittedAt: 10 }],
    [
      'what changes nothing of it',
      [
        { kind: 'warn', text: 'x' },
        { kind: 'student_message', text: 'x' },
      ],
      {},
    ],
    ['a break', [begin], { pausedAt: 10, onBreak: { since: 10, leftMs: 100 } }],
    ['a break that is over', [begin, back], { breaksUsedMs: 10 }],
    ['two breaks', [begin, back, begin, back], { breaksUsedMs: 20 }],
    ['a break that an invigilator ended', [begin, resume], { breaksUsedMs: 10 }],
    ['one that lasted beyond what was left', [{ ...begin, leftMs: 4 }, back], { breaksUsedMs: 4 }],
    [
      'a pause within a break: it is paused on',
      [begin, pause, back],
      { pausedAt: 10, pausedByStaff: true, breaksUsedMs: 20 },
    ],
    ['the end of a break that none was', [back], {}],
  ])('follows from %s', (_what, contents, standing) => {
    expect(standingOf(done(...contents))).toEqual({ ...untouched, ...standing });
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

  it('holds nothing that is meant for invigilators, and nothing that the student knows', () => {
    const message = { kind: 'student_message', text: 'x' } as const;
    const look = { kind: 'second_look', reason: 'Is that a phone?' } as const;
    const meant = done(look, message, admit, begin, back);
    expect(meant.map((action) => asTold(action))).toEqual([null, null, null, null, null]);
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
