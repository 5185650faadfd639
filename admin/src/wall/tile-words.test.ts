import { describe, expect, it } from 'vitest';
import { tileFor } from '../testing/index.ts';
import { tileNotice } from './tile-words.ts';

const live = { standing: 'live', reason: null, canRetry: false } as const;
const playing = { ...live, phase: 'playing' } as const;
const idle = { ...live, phase: 'idle' } as const;
const failed = { ...live, phase: 'stopped', reason: 'It did not play.', canRetry: true } as const;
const trouble = { reason: 'camera_lost', since: 700 } as const;

describe('what a tile says', () => {
  it('is nothing while the video plays', () => {
    expect(tileNotice(tileFor('a', { streaming: true }), playing)).toBeNull();
  });

  it.each([
    ['invited', 'Not started', { since: null, at: null }],
    ['reconnecting', 'Reconnecting', { since: 1_000 }],
    ['left', 'Offline', { since: 1_000 }],
    ['submitted', 'Handed in', { since: null, at: 1_000 }],
    ['ended', 'Ended by an invigilator', { since: null, at: 1_000 }],
  ] as const)('of a student who is %s begins with %j', (state, text, times) => {
    const tile = tileFor('a', { state, trouble, streaming: true });
    expect(tileNotice(tile, playing)).toMatchObject({ kind: 'offline', text, ...times });
  });

  it('names trouble with its beginning, with and without a picture', () => {
    for (const stream of [playing, idle, failed]) {
      expect(tileNotice(tileFor('a', { trouble }), stream)).toMatchObject({
        kind: 'technical',
        text: 'Camera unplugged',
        since: 700,
      });
    }
  });

  it('hides a picture that stands still, and only that', () => {
    for (const reason of ['camera_lost', 'camera_muted', 'media_unavailable'] as const) {
      const blind = tileFor('a', { streaming: true, trouble: { reason, since: 1 } });
      expect(tileNotice(blind, playing)?.pictureIsCurrent).toBe(false);
    }
    for (const reason of ['analysis_unavailable', 'analysis_slow', 'agent_silent'] as const) {
      const seen = tileFor('a', { streaming: true, trouble: { reason, since: 1 } });
      expect(tileNotice(seen, playing)).toMatchObject({
        kind: 'technical',
        pictureIsCurrent: true,
      });
    }
  });

  it('names why a video is missing before trouble that does not explain it', () => {
    const slow = { trouble: { reason: 'analysis_slow', since: 1 } } as const;
    const sending = tileFor('a', { ...slow, streaming: true });
    expect(tileNotice(sending, failed)).toMatchObject({ kind: 'failed', canRetry: true });
    expect(tileNotice(sending, idle)?.kind).toBe('loading');
    // Nothing is sent: that is at the student's end, where the trouble is.
    expect(tileNotice(tileFor('a', slow), failed)).toMatchObject({
      kind: 'technical',
      text: 'Analysis too slow on this machine',
      pictureIsCurrent: false,
    });
  });

  it('is calm about a video that is not to be live now', () => {
    for (const standing of ['warm', 'cold'] as const) {
      const resting = { ...idle, standing };
      expect(tileNotice(tileFor('a', { streaming: true }), resting)?.kind).toBe('resting');
      expect(tileNotice(tileFor('a'), resting)?.text).toBe('No video from the student');
    }
  });

  it('is never silence without a picture', () => {
    expect(tileNotice(tileFor('a'), failed)?.text).toBe('No video from the student');
    const sending = tileFor('a', { streaming: true });
    expect(tileNotice(sending, idle)?.kind).toBe('loading');
    expect(tileNotice(sending, failed)).toMatchObject({
      kind: 'failed',
      text: 'It did not play.',
      canRetry: true,
    });
  });
});
