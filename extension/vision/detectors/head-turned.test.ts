import { describe, expect, it } from 'vitest';
import { config } from '../../config.ts';
import type { Calibration } from '../../sitting/index.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { frontal, head, nobody, seat, twoFaces } from '../testing/frames.ts';
import { fresh, ruleFor, rules, show, typesOf } from '../testing/show.ts';
import type { ViolationRules } from './index.ts';

/** A head of which the detector alone sees anything. */
const profile = (roughYaw: number | null, w = 0.2): Partial<FrameSignals> => ({
  faces: 1,
  boxes: [{ source: 'detector', ...seat, w, change: 3 }],
  face: null,
  roughYaw,
});
const calibrated = (yaw: number): Calibration => ({
  neutral: { yaw, pitch: 5, gazeX: 0.06, gazeY: -0.1 },
  gazeRange: { x: [-0.2, 0.2], y: [-0.2, 0.2] },
  background: [],
});

/** What is said of a head once it is known how the student sits. */
function say(change: Partial<FrameSignals>, by: ViolationRules = rules, calibration?: Calibration) {
  const detectors = fresh();
  if (calibration !== undefined) detectors.calibrate(calibration);
  show(detectors, { ...frontal, ...head({ yaw: calibration?.neutral.yaw ?? 2 }) }, 0, 5000);
  return detectors.look({ ...frontal, ...change }, 5200, by).verdicts.head_turned;
}

describe('a profile', () => {
  it.each([52, -52])('shows as turned without any landmarks: %d°', (yaw) => {
    expect(say(profile(yaw))).toBe('shows');
  });

  it('is claimed once it has held, in and out of what the landmark model follows', () => {
    const detectors = fresh();
    show(detectors, frontal, 0, 5000);
    const { heldForMs } = rules.head_turned;
    const turning = show(detectors, { ...frontal, ...head({ yaw: 35 }) }, 5200, heldForMs / 2);
    expect(turning).toEqual([]);
    const away = { ...frontal, ...profile(55) };
    const seen = show(detectors, away, 5400 + heldForMs / 2, heldForMs / 2);
    expect(typesOf(seen)).toEqual(['head_turned']);
  });

  it.each<[string, Partial<FrameSignals>]>([
    ['turned by less than it is sure of, as behind a hand', profile(31)],
    ['without points', profile(null)],
    ['too small for its points', profile(52, 0.09)],
    ['of one of two', { ...profile(52), ...twoFaces }],
    ['of nobody', { ...profile(52), ...nobody, roughYaw: 52 }],
    ['in a dim picture', { ...profile(52), luma: 25 }],
    ['in a blurred picture', { ...profile(52), sharpness: 1 }],
    ['in a black picture', { ...profile(52), luma: 2, deviation: 1 }],
    ['that was glanced at', { ...profile(52), look: 'glance' }],
  ])('is neither turned nor straight: %s', (_, change) => {
    expect(say(change)).toBe('unsure');
  });

  it('is judged from where the student sits to the screen, and as mildly as asked', () => {
    const { yaw } = config.detectors.profile;
    const mild = ruleFor('head_turned', { thresholdFactor: 1.5 });
    expect(say(profile(yaw + 5), rules, calibrated(12))).toBe('unsure');
    expect(say(profile(-yaw + 5), rules, calibrated(12))).toBe('shows');
    expect(say(profile(52), mild)).toBe('unsure');
    expect(say(profile(65), mild)).toBe('shows');
  });

  it('does not change what is usual for the student', () => {
    const detectors = fresh();
    show(detectors, { ...frontal, ...profile(14) }, 0, 10_000);
    show(detectors, frontal, 10_200, 5000);
    const { verdicts } = detectors.look({ ...frontal, ...head({ yaw: -21 }) }, 15_400, rules);
    expect(verdicts.head_turned).toBe('shows');
  });
});
