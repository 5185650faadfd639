import { describe, expect, it } from 'vitest';
import type { FrameSignals } from '../frame-signals.ts';
import { frontal, head } from '../testing/frames.ts';
import { fresh, show, typesOf } from '../testing/show.ts';

describe('what the student’s way to sit has drifted to', () => {
  const slid = (minutes: number, change: Partial<FrameSignals>) => {
    const detectors = fresh();
    show(detectors, frontal, 0, 5000);
    show(detectors, { ...frontal, ...change }, 5200, minutes * 60_000);
    return detectors;
  };
  const at = 3_600_000;

  it('is allowed for, in heads and in eyes, and bounded', () => {
    const head29 = { ...frontal, ...head({ yaw: 29 }) };
    expect(show(slid(0, {}), head29, at, 10_000).map(({ type }) => type)).toEqual(['head_turned']);
    expect(show(slid(20, head({ yaw: 9.5 })), head29, at, 10_000)).toEqual([]);
    const eyes = { ...frontal, ...head({ x: 0.32 }) };
    expect(typesOf(show(slid(0, {}), eyes, at, 10_000))).toEqual(['gaze_away']);
    expect(show(slid(20, head({ x: 0.12 })), eyes, at, 10_000)).toEqual([]);
  });

  it('is forgotten with a calibration, and with none to go by again', () => {
    const left = { ...frontal, ...head({ yaw: -14, x: 0.1 }) };
    const drifted = () => slid(20, head({ yaw: 9.5 }));
    expect(typesOf(show(drifted(), left, at, 10_000))).toEqual(['head_turned']);
    const again = drifted();
    again.calibrate({
      neutral: { yaw: 2, pitch: 5, gazeX: 0.07, gazeY: -0.1 },
      gazeRange: { x: [-0.2, 0.3], y: [-0.2, 0] },
      background: [],
    });
    expect(show(again, left, at, 10_000)).toEqual([]);
    again.calibrate(null);
    expect(show(again, frontal, at + 20_000, 5000)).toEqual([]);
    expect(show(again, left, at + 30_000, 10_000)).toEqual([]);
  });

  it('is not followed where somebody looks away', () => {
    const away = head({ yaw: 32 });
    expect(show(slid(4, away), { ...frontal, ...away }, at, 10_000)).toHaveLength(1);
  });
});
