import { agentTroubleReasons, troubleCatalogue } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { pillOf, type Situation } from './pill.ts';

/** 11:00 in Madrid. */
const closesAt = Date.UTC(2026, 11, 4, 10, 0);
const fine: Situation = {
  phase: 'sitting',
  link: 'joined',
  media: 'flowing',
  trouble: null,
  calibrates: false,
  paused: false,
  wasRecording: true,
  stopped: null,
  ended: null,
  breaks: { state: 'none', leftMs: 0, problem: null },
  video: 'continuous',
  closing: { timeZone: 'Europe/Madrid', examClosesAt: closesAt, closesAt },
  contact: 'Ms Vega, room 12',
};
const pill = (change: Partial<Situation>) => pillOf({ ...fine, ...change });

describe('pillOf', () => {
  it('says "Recording" only while everything really flows', () => {
    expect(pill({})).toMatchObject({ symbol: '●', text: 'Recording', tone: 'steady' });
    for (const link of ['idle', 'connecting', 'waiting', 'stopped'] as const) {
      expect(pill({ link }).text).not.toBe('Recording');
    }
    for (const media of ['closed', 'opening', 'healing', 'resting'] as const) {
      expect(pill({ media }).text).not.toBe('Recording');
    }
  });

  it('says that nothing is looked for while the student calibrates, unless something is wrong', () => {
    expect(pill({ calibrates: true })).toMatchObject({ symbol: '◌', text: 'Calibrating' });
    expect(pill({ calibrates: true, link: 'waiting' }).text).toMatch(/^Reconnecting/);
    expect(pill({ calibrates: true, trouble: 'camera_lost' }).text).toBe('Camera unplugged');
  });

  it('says that an invigilator has paused it, connected or not, unless the camera needs mending', () => {
    expect(pill({ paused: true })).toMatchObject({
      symbol: '❚❚',
      text: 'Paused by invigilator',
      advice: 'Nothing is judged. The camera’s picture is still sent.',
    });
    expect(pill({ paused: true, link: 'waiting' }).advice).toMatch(/^Nothing is judged\..*called/);
    expect(pill({ paused: true, video: 'on_demand' }).advice).toMatch(/while somebody looks\.$/);
    expect(pill({ paused: true, calibrates: true }).text).toBe('Paused by invigilator');
    expect(pill({ paused: true, trouble: 'camera_lost' }).text).toBe('Camera unplugged');
    expect(pill({ paused: true, ended: 'submitted' }).text).toBe('Handed in');
  });

  it('says until when a student has who was given more time', () => {
    const closing = { ...fine.closing, closesAt: closesAt + 600_000 };
    const until = /You have until 11:10, 10 minutes more\.$/;
    expect(pill({ closing }).advice).toMatch(until);
    expect(pill({ closing, paused: true }).advice).toMatch(until);
    expect(pill({ closing, link: 'waiting' }).advice).toMatch(until);
    expect(pill({ closing, ended: 'submitted' }).advice).not.toMatch(until);
    expect(pill({}).advice).not.toMatch(/until/);
  });

  it('says when the video is sent only while somebody looks', () => {
    expect(pill({ video: 'on_demand' })).toMatchObject({
      text: 'Recording',
      advice: 'Your camera is on. The video is sent only while somebody looks.',
    });
  });

  it('says who ended the attempt, and whom to ask', () => {
    const ended = pill({ stopped: 'attempt_ended', paused: true });
    expect(ended.text).toBe('Ended by invigilator');
    expect(ended.advice).toMatch(/camera is off\. .*Ms Vega, room 12/);
  });

  it('tells a student to keep working while the connection is away', () => {
    expect(pill({ link: 'waiting' })).toMatchObject({
      symbol: '◌',
      text: 'Reconnecting, keep working',
    });
    expect(pill({ link: 'connecting', wasRecording: false }).text).toMatch(/keep working/);
  });

  it.each(agentTroubleReasons)('names the trouble and what to do about it: %s', (trouble) => {
    const { label, advice } = troubleCatalogue[trouble];
    expect(pill({ trouble })).toMatchObject({ text: label, advice, tone: 'trouble' });
  });

  it('names a lost camera even without a connection', () => {
    expect(pill({ link: 'waiting', trouble: 'camera_lost' }).text).toBe('Camera unplugged');
  });

  it('says why it stopped, and what to do', () => {
    expect(pill({ stopped: 'superseded' }).text).toBe('This exam is open elsewhere');
    expect(pill({ stopped: 'attempt_over' }).text).toBe('This attempt is over');
    // It may be over as well, and go on for this student.
    expect(pill({ stopped: 'exam_not_open' }).advice).toMatch(/given more time/);
    expect(pill({ stopped: 'internal' }).advice).toMatch(/personal link/);
  });

  it('offers a break where there is one, and a way back while it lasts', () => {
    const left = { leftMs: 740_000, problem: null };
    const possible = { ...left, state: 'possible' } as const;
    const act = { kind: 'break_begin', label: 'Take a break (12 min left)' };
    expect(pill({ breaks: possible })).toMatchObject({ text: 'Recording', act });
    expect(pill({ breaks: possible, trouble: 'camera_lost' }).act).toEqual(act);
    // Nobody could be asked, or an invigilator has paused it.
    expect(pill({ breaks: possible, link: 'waiting' }).act).toBeUndefined();
    expect(pill({ breaks: possible, paused: true }).act).toBeUndefined();
    const breaks = { ...left, state: 'under_way', leftMs: 680_000 } as const;
    const under = pill({ breaks, paused: true, media: 'closed', trouble: null });
    expect(under).toMatchObject({ symbol: '❚❚', text: 'On a break', aside: '11:20 left' });
    expect(under.act).toEqual({ kind: 'break_end', label: 'Come back' });
    expect(pill({ breaks, link: 'waiting' }).advice).toMatch(/server is being called/);
    expect(pill({}).act).toBeUndefined();
  });

  it('says why there is no break', () => {
    const breaks = { state: 'possible', leftMs: 740_000, problem: 'No break is left.' } as const;
    expect(pill({ breaks }).advice).toMatch(/No break is left\.$/);
  });

  it.each([
    ['submitted', 'Handed in'],
    ['over', 'This attempt is over'],
    ['ended', 'Ended by invigilator'],
    ['expired', 'Your time is over'],
  ] as const)('says how it ended, and leads to the receipt: %s', (ended, text) => {
    const over = pill({ ended, phase: 'over', link: 'stopped', stopped: 'attempt_over' });
    expect(over).toMatchObject({ tone: 'over', text, act: { kind: 'receipt' } });
    expect(over.advice).toMatch(/camera is off/);
  });

  it('says that handing in worked, above all else', () => {
    expect(pill({ phase: 'over', ended: 'submitted', link: 'stopped' }).text).toBe('Handed in');
    expect(pill({ phase: 'handing_in', link: 'waiting' }).text).toBe('Handing in, please wait');
  });
});
