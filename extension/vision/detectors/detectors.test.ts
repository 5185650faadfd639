import { violationTypes, type ViolationType } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { config } from '../../config.ts';
import { frontal, head, nobody, twoFaces } from '../testing/frames.ts';
import { fresh, marginMs, ruleFor, rules, show, sights, typesOf } from '../testing/show.ts';

describe('the detectors', () => {
  it('see nothing in an ordinary sitting', () => {
    expect(show(fresh(), frontal, 0, 60_000)).toEqual([]);
  });

  it.each(sights)('see %s after the time of the policy, not before: %o', (type, change) => {
    const detectors = fresh();
    show(detectors, frontal, 0, 5000);
    const { heldForMs } = rules[type];
    const seen = show(detectors, { ...frontal, ...change }, 5200, heldForMs + 300);
    expect(typesOf(seen)).toEqual([type]);
    expect(seen[0]?.at).toBeGreaterThanOrEqual(5200 + heldForMs);
    expect(seen[0]?.at).toBeLessThan(5200 + heldForMs + 200);
  });

  it.each(sights)(
    'claim %s once in its suppression time, and then how long it held',
    (type, change) => {
      const { heldForMs, ttlMs } = rules[type];
      const detectors = fresh();
      show(detectors, frontal, 0, 5000);
      const seen = show(detectors, { ...frontal, ...change }, 5200, heldForMs + ttlMs + 2000);
      const [first, second, ...more] = seen.filter((one) => one.type === type);
      expect(more).toEqual([]);
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(ttlMs + marginMs);
      expect(second?.heldMs).toBe((second?.at ?? 0) - (first?.at ?? 0));
    },
  );

  it('do not say that nobody is there when the picture is too dim or too blurred to tell', () => {
    const dim = { ...frontal, ...nobody, luma: 25 };
    expect(typesOf(show(fresh(), dim, 0, 20_000))).toEqual(['low_light']);
    const blurred = { ...frontal, ...nobody, sharpness: 1.2 };
    expect(typesOf(show(fresh(), blurred, 0, 20_000))).toEqual(['poor_picture']);
  });

  it('do not call a picture blurred for being dark', () => {
    // In focus, this picture measured 12 at a brightness of 110.
    expect(show(fresh(), { ...frontal, luma: 50, sharpness: 2.7 }, 0, 20_000)).toEqual([]);
    const blurred = { ...frontal, luma: 50, sharpness: 2.4 };
    expect(typesOf(show(fresh(), blurred, 0, 20_000))).toEqual(['poor_picture']);
    expect(typesOf(show(fresh(), { ...blurred, ...nobody }, 0, 20_000))).toEqual(['poor_picture']);
  });

  it('call a dark room with something to see in it dim and not black', () => {
    const lamp = { ...frontal, luma: 10, deviation: 30 };
    expect(typesOf(show(fresh(), lamp, 0, 20_000))).toEqual(['low_light']);
    expect(typesOf(show(fresh(), { ...lamp, ...nobody }, 0, 20_000))).toEqual(['low_light']);
  });

  it('call a flat picture black only where it is dark', () => {
    const wall = { ...frontal, luma: 90, deviation: 1 };
    expect(show(fresh(), wall, 0, 20_000)).toEqual([]);
  });

  it('call a black picture black, whether or not a face is found in it', () => {
    const dark = { luma: 2, deviation: 1, sharpness: 0, difference: 0 };
    const black = { ...frontal, ...dark, ...head({ yaw: 60 }) };
    expect(typesOf(show(fresh(), black, 0, 30_000))).toEqual(['camera_blackout']);
    expect(typesOf(show(fresh(), { ...black, ...nobody }, 0, 30_000))).toEqual(['camera_blackout']);
    expect(typesOf(show(fresh(), { ...black, ...twoFaces }, 0, 30_000))).toEqual([
      'camera_blackout',
    ]);
  });

  it('do not guess whose head is turned when there are two', () => {
    const two = { ...frontal, ...head({ yaw: 60 }), ...twoFaces };
    expect(typesOf(show(fresh(), two, 0, 20_000))).toEqual(['multiple_faces']);
  });

  it('let a student look down for as long as they like', () => {
    const detectors = fresh();
    show(detectors, frontal, 0, 5000);
    expect(show(detectors, { ...frontal, ...head({ pitch: 55 }) }, 5200, 60_000)).toEqual([]);
  });

  it('allow for a camera that stands beside the screen', () => {
    const detectors = fresh();
    show(detectors, { ...frontal, ...head({ yaw: 14 }) }, 0, 5000);
    expect(show(detectors, { ...frontal, ...head({ yaw: 32 }) }, 5200, 10_000)).toEqual([]);
    const left = show(detectors, { ...frontal, ...head({ yaw: -20 }) }, 15_400, 10_000);
    expect(typesOf(left)).toEqual(['head_turned']);
  });

  it('do not take somebody who looks away from the start for one who looks straight ahead', () => {
    const seen = show(fresh(), { ...frontal, ...head({ yaw: 60 }) }, 0, 20_000);
    expect(typesOf(seen)).toEqual(['head_turned']);
  });

  it('claim one thing per picture, the graver first, and the other with the next', () => {
    const detectors = fresh();
    // Held for the same time by this policy, so that both complete in one picture.
    const same = {
      ...ruleFor('multiple_faces', { heldForMs: 4000 }),
      low_light: { ...rules.low_light, heldForMs: 4000 },
    };
    const seen = show(detectors, { ...frontal, ...twoFaces, luma: 25 }, 0, 4600, same);
    expect(seen.map(({ type, at }) => [type, at])).toEqual([
      ['multiple_faces', 4000],
      ['low_light', 4200],
    ]);
  });

  it('do not take a count of faces for a look at a head or at eyes', () => {
    const detectors = fresh();
    show(detectors, frontal, 0, 5000);
    // One full look a second, the others count faces.
    const types = new Set<ViolationType>();
    for (let at = 5200; at <= 13_000; at += 200) {
      const turned = { ...frontal, ...head({ yaw: 45 }) };
      const glance = { ...frontal, look: 'glance' as const, face: null };
      const { claim } = detectors.look(at % 1000 === 0 ? turned : glance, at, rules);
      if (claim !== null) types.add(claim.type);
    }
    expect([...types]).toEqual(['head_turned']);
  });

  it('know where the screen is by a calibration, as soon as there is one', () => {
    const detectors = fresh();
    detectors.calibrate({
      neutral: { yaw: 18, pitch: 0, gazeX: 0.1, gazeY: -0.1 },
      gazeRange: { x: [-0.1, 0.3], y: [-0.2, 0] },
      background: [],
    });
    expect(show(detectors, { ...frontal, ...head({ yaw: 35 }) }, 0, 10_000)).toEqual([]);
    const left = show(detectors, { ...frontal, ...head({ yaw: -10, x: 0 }) }, 10_200, 10_000);
    expect(typesOf(left)).toEqual(['head_turned']);
  });
});

describe('a frozen picture', () => {
  const still = { ...frontal, difference: 0 };

  it('is one that has not changed at all for ten seconds', () => {
    const [seen] = show(fresh(), still, 0, 12_000);
    expect(seen).toMatchObject({ type: 'poor_picture', at: config.detectors.frozenMs });
  });

  it('is none where the camera’s own noise goes on', () => {
    expect(show(fresh(), { ...frontal, difference: 0.05 }, 0, 60_000)).toEqual([]);
    expect(show(fresh(), { ...frontal, difference: null }, 0, 60_000)).toEqual([]);
  });

  it('is none where a single picture in between was another one', () => {
    const detectors = fresh();
    expect(show(detectors, still, 0, 9800)).toEqual([]);
    expect(detectors.look(frontal, 10_000, rules).claim).toBeNull();
    expect(show(detectors, still, 10_200, 9800)).toEqual([]);
  });

  it('is not forgotten where the same picture is blurred for a moment', () => {
    const detectors = fresh();
    show(detectors, { ...still, sharpness: 1 }, 0, 3000);
    expect(show(detectors, still, 3200, 7000)[0]?.at).toBe(10_000);
  });
});

describe('a policy', () => {
  it.each(violationTypes)('switches a violation off: %s', (type) => {
    for (const [, change] of sights.filter(([shown]) => shown === type)) {
      const seen = show(
        fresh(),
        { ...frontal, ...change },
        0,
        60_000,
        ruleFor(type, { enabled: false }),
      );
      expect(typesOf(seen)).toEqual([]);
    }
  });

  it('says for how long something has to hold and is then suppressed', () => {
    const by = ruleFor('no_face', { heldForMs: 6000, ttlMs: 5000 });
    const seen = show(fresh(), { ...frontal, ...nobody }, 0, 12_000, by);
    expect(seen.map(({ at }) => at)).toEqual([6000, 12_000]);
  });

  it('changes in the middle, and what has held so far counts', () => {
    const detectors = fresh();
    const gone = { ...frontal, ...nobody };
    expect(show(detectors, gone, 0, 5000, ruleFor('no_face', { heldForMs: 9000 }))).toEqual([]);
    expect(detectors.look(gone, 5200, rules).claim).toMatchObject({
      type: 'no_face',
      heldMs: 5200,
    });
    expect(show(detectors, gone, 5400, 60_000, ruleFor('no_face', { enabled: false }))).toEqual([]);
    expect(show(detectors, gone, 65_600, 2800)).toEqual([]);
  });
});
