import { describe, expect, it } from 'vitest';
import { nothingLearnt, sittingMemorySchema, type Calibration } from '../sitting/index.ts';
import {
  withCalibration,
  withNewReference,
  withReference,
  withSkipping,
  withoutCalibration,
} from './outcome.ts';

const noted = { noteId: '7d3c9f6e-4b1a-4c69-9f0e-0a2b4c6d8e10', at: 1_700_000_000_000 };
const calibration: Calibration = {
  neutral: { yaw: 1, pitch: 4, gazeX: 0, gazeY: -0.05 },
  gazeRange: { x: [-0.2, 0.2], y: [-0.2, 0.1] },
  background: [],
};
const before = nothingLearnt('a1');

describe('what is kept', () => {
  it('is the calibration, and the note of it', () => {
    const once = withCalibration(before, calibration, noted);
    expect(once).toEqual({
      ...before,
      calibration,
      asked: true,
      notes: [{ ...noted, type: 'calibrated', again: false }],
    });
    const twice = withCalibration(once, calibration, noted);
    expect(twice.notes[1]).toMatchObject({ type: 'calibrated', again: true });
  });

  it('is what was measured before, where the student skips', () => {
    const skipped = withSkipping(before, noted);
    expect(skipped).toMatchObject({ calibration: null, asked: true });
    expect(skipped.notes).toEqual([{ ...noted, type: 'calibration_skipped', again: false }]);
    const later = withSkipping(withCalibration(before, calibration, noted), noted);
    expect(later.calibration).toEqual(calibration);
    expect(later.notes[1]).toMatchObject({ type: 'calibration_skipped', again: true });
  });

  it('is that the student was asked, where the computer cannot', () => {
    expect(withoutCalibration(before)).toEqual({ ...before, asked: true });
  });

  it('is the first face alone', () => {
    const taken = withReference(before, [1, 2]);
    expect(taken).toMatchObject({ reference: [1, 2], tookReference: true });
    expect(withReference(taken, [3, 4])).toBe(taken);
  });

  it('fits the memory however often it happens', () => {
    let memory = before;
    for (let i = 0; i < 100; i++) memory = withSkipping(memory, { ...noted, at: noted.at + i });
    expect(sittingMemorySchema.safeParse(memory).success).toBe(true);
    expect(memory.notes.at(-1)?.at).toBe(noted.at + 99);
  });

  it('is another face only where that was asked for', () => {
    const first = withReference(before, [1, 0]);
    expect(withReference(first, [0, 1]).reference).toEqual([1, 0]);
    expect(withNewReference(first, [0, 1])).toEqual({ ...first, reference: [0, 1] });
  });
});
