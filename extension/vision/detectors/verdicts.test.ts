import { bands, catalogue, violationTypes, type ViolationType } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { config } from '../../config.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { frontal, head, nobody, twoFaces } from '../testing/frames.ts';
import { fresh, ruleFor, rules, show, sights } from '../testing/show.ts';
import { detectedTypes, type ViolationRules } from './index.ts';

describe('what the detectors say of one picture', () => {
  const say = (change: Partial<FrameSignals>, by: ViolationRules = rules) => {
    const detectors = fresh();
    show(detectors, frontal, 0, 5000);
    return detectors.look({ ...frontal, ...change }, 5200, by).verdicts;
  };

  it('is nothing about the student at the screen', () => {
    expect(say({ identity: 0.2 })).toEqual(
      Object.fromEntries(violationTypes.map((type) => [type, 'clear'])),
    );
  });

  it.each(sights)('is %s, at once: %o', (type, change) => {
    expect(say(change)[type]).toBe('shows');
  });

  it('is another person where the face is too far from the first one', () => {
    expect(say({ identity: 0.8 }).identity_mismatch).toBe('shows');
  });

  it.each<[ViolationType, Partial<FrameSignals>]>([
    ['no_face', { ...nobody, luma: 25 }],
    ['no_face', { ...nobody, sharpness: 1 }],
    ['multiple_faces', { ...twoFaces, luma: 2, deviation: 1 }],
    ['head_turned', nobody],
    ['head_turned', twoFaces],
    ['head_turned', { look: 'glance', face: null }],
    ['gaze_away', head({ x: 0.7, openness: 0.1 })],
    ['gaze_away', head({ x: 0.7, width: 0.1 })],
    ['gaze_away', { ...head({ x: 0.7 }), luma: 25 }],
    ['poor_picture', { luma: 25, sharpness: 1 }],
    ['identity_mismatch', { identity: null }],
  ])('is not sure of %s in %o', (type, change) => {
    expect(say(change)[type]).toBe('unsure');
  });

  it('is not sure of eyes until it is known how they look at the screen', () => {
    expect(fresh().look(frontal, 0, rules).verdicts.gaze_away).toBe('unsure');
    // A glance to the paper is on the way.
    expect(say(head({ x: 0.7, y: 0.2 })).gaze_away).toBe('clear');
  });

  it('is that it stands still only once it has', () => {
    const detectors = fresh();
    const said = Array.from({ length: 60 }, (_, i) => {
      return detectors.look({ ...frontal, difference: 0 }, i * 200, rules).verdicts.poor_picture;
    });
    expect(said.indexOf('shows')).toBe(config.detectors.frozenMs / 200);
    expect(said.slice(50).every((one) => one === 'shows')).toBe(true);
  });

  it('is nothing where the exam does not ask for it', () => {
    const by = ruleFor('head_turned', { enabled: false });
    expect(say(head({ yaw: 45 }), by)).not.toHaveProperty('head_turned');
  });

  it('comes from the gravest first', () => {
    const ranks = detectedTypes.map((type) => bands.indexOf(catalogue[type].band));
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
    expect(detectedTypes[0]).toBe('identity_mismatch');
  });
});
