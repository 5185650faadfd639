import { calmForMs, violationTypes, type ViolationType } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import type { FrameSignals } from '../frame-signals.ts';
import { frontal, head, nobody, twoFaces } from '../testing/frames.ts';
import { fresh, ruleFor, rules, show } from '../testing/show.ts';
import { type Doubt } from './index.ts';

describe('a detector that is wrong about somebody', () => {
  const minutes = (count: number) => count * 60_000;
  /** Looks five times a second; when which one switches itself off. */
  function doubts(change: Partial<FrameSignals>, forMs: number, detectors = fresh()) {
    const said: Doubt[] = [];
    const frame = { ...frontal, ...change };
    for (let at = 0; at < forMs; at += 200) {
      // Held and claimed as ever meanwhile.
      said.push(...detectors.look(frame, at, rules).doubts);
    }
    return said;
  }

  it.each<[ViolationType, Partial<FrameSignals>]>([
    ['head_turned', head({ yaw: 40 })],
    ['low_light', { luma: 25 }],
    ['poor_picture', { sharpness: 2 }],
  ])('switches itself off: %s in %o', (type, change) => {
    const detectors = fresh();
    const said = doubts(change, minutes(10), detectors);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ type, calmMs: calmForMs, agoMs: calmForMs });
    expect(said[0]?.share).toBeGreaterThan(0.95);
    // It neither claims nor says anything any more.
    expect(show(detectors, { ...frontal, ...change }, minutes(10), minutes(3))).toEqual([]);
    expect(detectors.look(frontal, minutes(14), rules).verdicts).not.toHaveProperty(type);
  });

  it('switches itself off though its claims are suppressed: eyes that are always aside', () => {
    const detectors = fresh();
    show(detectors, frontal, -minutes(1), 5000);
    expect(doubts(head({ x: 0.5 }), minutes(6), detectors).map(({ type }) => type)).toEqual([
      'gaze_away',
    ]);
  });

  it.each<[string, Partial<FrameSignals>]>([
    ['nobody there', nobody],
    ['two faces', twoFaces],
    ['a black picture', { luma: 3, deviation: 2 }],
    ['another person', { identity: 0.9 }],
    ['a still picture', { difference: 0 }],
    ['little light in which nobody is seen', { ...nobody, luma: 25 }],
    ['a blurred still picture', { sharpness: 2, difference: 0 }],
    ['a head turned in poor light', { ...head({ yaw: 40 }), luma: 30, difference: 0 }],
    ['a student at the screen', {}],
  ])('is none of these: %s', (_, change) => {
    expect(doubts(change, minutes(8))).toEqual([]);
  });

  it('counts no time in which it could not tell anything', () => {
    const detectors = fresh();
    show(detectors, frontal, -minutes(1), 5000);
    const aside = { ...frontal, ...head({ x: 0.5 }) };
    const closed = { ...frontal, ...head({ openness: 0.05 }) };
    const said: Doubt[] = [];
    for (let at = 0; at < minutes(24); at += 200) {
      const frame = at % 40_000 < 10_000 ? aside : closed;
      said.push(...detectors.look(frame, at, rules).doubts);
    }
    expect(said.map(({ type }) => type)).toEqual(['gaze_away']);
  });

  it('collects nothing while the exam does not ask for it', () => {
    const detectors = fresh();
    const frame = { ...frontal, luma: 25 };
    show(detectors, frame, 0, minutes(4));
    show(detectors, frame, minutes(4), 1000, ruleFor('low_light', { enabled: false }));
    const said: Doubt[] = [];
    for (let at = minutes(4) + 1200; at < minutes(9); at += 200) {
      said.push(...detectors.look(frame, at, rules).doubts);
    }
    expect(said).toEqual([]);
  });

  it('stays off over a restart, and the others do not', () => {
    const detectors = fresh();
    detectors.switchOff(['low_light', 'gaze_away']);
    expect(show(detectors, { ...frontal, luma: 25 }, 0, 20_000)).toEqual([]);
    const { verdicts } = detectors.look(frontal, 21_000, rules);
    expect(Object.keys(verdicts).sort()).toEqual(
      violationTypes.filter((type) => type !== 'low_light' && type !== 'gaze_away').sort(),
    );
  });
});
