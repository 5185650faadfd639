import { agentTroubleReasons, troubleCatalogue } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { pillOf, type Situation } from './pill.ts';

const fine: Situation = {
  phase: 'sitting',
  link: 'joined',
  media: 'flowing',
  trouble: null,
  calibrates: false,
  wasRecording: true,
  stopped: null,
  submitted: false,
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
    expect(pill({ stopped: 'attempt_over' }).text).toBe('Handed in');
    expect(pill({ stopped: 'internal' }).advice).toMatch(/personal link/);
  });

  it('says that handing in worked, above all else', () => {
    expect(pill({ phase: 'over', submitted: true, link: 'stopped' }).text).toBe('Handed in');
    expect(pill({ phase: 'handing_in', link: 'waiting' }).text).toBe('Handing in, please wait');
  });
});
