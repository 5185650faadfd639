import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { SentList } from './sent-list.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const claim = (type: 'no_face' | 'multiple_faces') => ({
  claimId: crypto.randomUUID(),
  type,
  capturedAt: 1,
  heldMs: 3000,
  signals: {
    faces: 0,
    luma: 90,
    sharpness: 50,
    difference: 0.3,
    yaw: null,
    pitch: null,
    identity: null,
  },
  strength: null,
});

describe('SentList', () => {
  it('says what went out, newest first, with its bytes', () => {
    const sent = new SentList();
    sent.request('claims', { claims: [claim('no_face'), claim('multiple_faces')] }, 900);
    sent.picture('no_face', 40_000);
    sent.request('break', { event: 'begin' }, 30);
    sent.video(500_000);
    expect(sent.lines.map(({ what, detail, bytes }) => [what, detail, bytes])).toEqual([
      ['video', null, 500_000],
      ['break', 'begins', 30],
      ['picture', 'No face', 40_000],
      ['claim', 'No face, Second face', 900],
    ]);
  });

  it('keeps the newest lines alone, and all of the sums', () => {
    const sent = new SentList();
    const times = config.glassBox.lines + 50;
    for (let i = 0; i < times; i++) sent.picture('no_face', 10);
    expect(sent.lines).toHaveLength(config.glassBox.lines);
    expect(sent.lines[0]?.id).toBe(times);
    expect(sent.totals).toEqual([{ what: 'picture', times, bytes: times * 10 }]);
  });

  it('makes one line of the messages that build a connection', () => {
    const sent = new SentList();
    sent.request('clock:read', {}, 20);
    sent.request('media:create_transport', {}, 30);
    vi.advanceTimersByTime(config.glassBox.joinMs);
    sent.request('clock:read', {}, 20);
    expect(sent.lines.map(({ bytes }) => bytes)).toEqual([20, 50]);
    expect(sent.totals).toEqual([{ what: 'connection', times: 3, bytes: 70 }]);
  });
});
