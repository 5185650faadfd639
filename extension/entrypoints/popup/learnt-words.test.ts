import { describe, expect, it } from 'vitest';
import {
  backgroundText,
  calibrationTexts,
  identityTexts,
  switchedOffText,
} from './learnt-words.ts';

describe('what the student reads about what was learnt', () => {
  it('has nothing to say where there is nothing', () => {
    expect([backgroundText(0), switchedOffText([]), identityTexts.off]).toEqual([null, null, null]);
  });

  it('counts the pictures on the wall', () => {
    expect(backgroundText(1)).toBe('1 picture of a face in the background is ignored');
    expect(backgroundText(2)).toBe('2 pictures of faces in the background are ignored');
  });

  it('names what switched itself off by the words that invigilators read', () => {
    const text = switchedOffText(['gaze_away', 'low_light']);
    expect(text).toMatch(/^Eyes away from the screen, Little light: switched off for you/);
    expect(text).toMatch(/does not count against you$/);
  });

  it('makes no reproach of a calibration that was skipped', () => {
    expect(calibrationTexts.skipped).toMatch(/fine/);
    expect(new Set(Object.values(calibrationTexts)).size).toBe(3);
    expect(identityTexts.compared).toMatch(/on this computer$/);
  });
});
