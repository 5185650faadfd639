import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { config } from '../config.ts';
import { calibrationSchema } from '../sitting/index.ts';
import { measure, refusalOf } from './measure.ts';
import { emptySeat, following, looksAt, lookAt, places, type Sitter } from './testing/looks.ts';

const { sideways, upwards, lowered, rangeMargin } = config.detectors.gaze;
const { nearest, furthest } = config.calibration.gaze;
/** How far the screen's edges are from the middle for whoever did not calibrate. */
const everybody = {
  side: sideways - rangeMargin,
  up: upwards - rangeMargin,
  down: lowered - rangeMargin,
};

const of = (sitterAt: Parameters<typeof looksAt>[0], count?: Parameters<typeof looksAt>[1]) =>
  measure(looksAt(sitterAt, count), places);

describe('measure', () => {
  it('knows the middle: head and eyes, by the median', () => {
    const looks = looksAt(following({ x: 0.2, y: 0.16 }, { yaw: 8, pitch: -3, x: 0.05, y: -0.1 }));
    const blinking = { ...looks, middle: [...looks.middle, lookAt({ yaw: 60, x: 0.9 })] };
    const { neutral } = measure(blinking, places).calibration;
    expect(neutral.yaw).toBe(8);
    expect(neutral.pitch).toBe(-3);
    // A turned head carries the eyes along: see `aimOf`.
    expect(neutral.gazeX).toBeCloseTo(0.05 + 0.3 * Math.tan((8 * Math.PI) / 180), 2);
    expect(neutral.gazeY).toBeCloseTo(-0.1);
  });

  it('tells the screen’s edges, which lie beyond the dots', () => {
    const { calibration, followed } = of(following({ x: 0.2, y: 0.18 }));
    expect(followed).toEqual({ x: true, y: true });
    expect(calibration.gazeRange.x).toEqual([expect.closeTo(-0.2), expect.closeTo(0.2)]);
    expect(calibration.gazeRange.y).toEqual([expect.closeTo(-0.23), expect.closeTo(0.13)]);
  });

  it('tells them from a small window, too', () => {
    const within = {
      middle: { x: 0.5, y: 0.5 },
      top_left: { x: 0.25, y: 0.25 },
      top_right: { x: 0.75, y: 0.25 },
      bottom_right: { x: 0.75, y: 0.75 },
      bottom_left: { x: 0.25, y: 0.75 },
    };
    const looks = looksAt(following({ x: 0.2, y: 0.18 }, {}, within));
    const { gazeRange } = measure(looks, within).calibration;
    expect(gazeRange.x).toEqual([expect.closeTo(-0.2), expect.closeTo(0.2)]);
  });

  it('does not tell them from a tiny one', () => {
    const near = (at: number) => 0.5 + (at - 0.5) * 0.3;
    const within = Object.fromEntries(
      Object.entries(places).map(([id, { x, y }]) => [id, { x: near(x), y: near(y) }]),
    );
    const tiny = { ...places, ...within };
    const looks = looksAt(following({ x: 0.5, y: 0.5 }, {}, tiny));
    expect(measure(looks, tiny).followed).toEqual({ x: false, y: false });
  });

  it('keeps them apart for a student whose middle is not theirs', () => {
    // The camera stands to the student's right.
    const looks = looksAt((id) => {
      const { x = 0, y = 0 } = following({ x: 0.15, y: 0.16 })(id);
      return { x: x + 0.08, y };
    });
    const { gazeRange } = measure(looks, places).calibration;
    expect(gazeRange.x).toEqual([expect.closeTo(-0.07), expect.closeTo(0.23)]);
  });

  it.each<[string, Sitter]>([
    ['stay where they are', {}],
    ['are closed', { openness: 0.1 }],
    ['are too small to be read', { width: 0.12 }],
  ])('goes by what fits everybody where the eyes %s', (_, sitter) => {
    const { calibration, followed } = of(() => ({ ...sitter, x: 0.02, y: 0 }));
    const { neutral, gazeRange } = calibration;
    expect(followed).toEqual({ x: false, y: false });
    expect(gazeRange.x[1] - neutral.gazeX).toBeCloseTo(everybody.side);
    expect(neutral.gazeX - gazeRange.x[0]).toBeCloseTo(everybody.side);
    expect(neutral.gazeY - gazeRange.y[0]).toBeCloseTo(everybody.up);
    expect(gazeRange.y[1] - neutral.gazeY).toBeCloseTo(everybody.down);
  });

  it('does not take eyes for following that move the wrong way, or any way', () => {
    expect(of(following({ x: -0.2, y: -0.18 })).followed).toEqual({ x: false, y: false });
    const roaming = {
      middle: 0.3,
      top_left: -0.2,
      top_right: 0.1,
      bottom_right: 0,
      bottom_left: 0.25,
    };
    expect(of((id) => ({ x: roaming[id] })).followed.x).toBe(false);
  });

  it('does not take eyes for following that only happen to tend the right way', () => {
    const wild = {
      middle: 0.3,
      top_left: 0.45,
      top_right: 0,
      bottom_right: 0.1,
      bottom_left: -0.1,
    };
    expect(of((id) => ({ x: wild[id] })).followed.x).toBe(false);
  });

  it('reads no gaze off closed eyes, wherever they seem to point to', () => {
    const { calibration, followed } = of(following({ x: 0.2, y: 0.18 }, { x: 0.1, openness: 0.1 }));
    expect(followed).toEqual({ x: false, y: false });
    expect(calibration.neutral.gazeX).toBe(0);
  });

  it('can do without one corner, and not without two', () => {
    const follow = following({ x: 0.2, y: 0.18 });
    const { followed, calibration } = of(follow, (id) => (id === 'top_left' ? 1 : 5));
    expect(followed.x).toBe(true);
    expect(calibration.gazeRange.x[1]).toBeCloseTo(0.2);
    const two = of(follow, (id) => (id.startsWith('top') ? 1 : 5));
    expect(two.followed).toEqual({ x: false, y: false });
  });

  it('makes the screen neither narrower nor wider than screens are', () => {
    const narrow = of(following({ x: 0.05, y: 0.03 })).calibration.gazeRange;
    expect(narrow.x).toEqual([-nearest, nearest]);
    expect(narrow.y[0]).toBeCloseTo(-0.05 - everybody.up);
    // Notes beside the screen do not become its corners.
    const wide = of(following({ x: 0.8, y: 0.7 })).calibration.gazeRange;
    expect(wide.x).toEqual([-furthest, furthest]);
    expect(wide.y[1]).toBeCloseTo(-0.05 + furthest);
  });

  it('gives what the memory takes, whatever it sees', () => {
    const unit = fc.double({ min: -1, max: 1, noNaN: true });
    const sitter = fc.record({ x: unit, y: unit, yaw: fc.integer({ min: -19, max: 19 }) });
    const all = fc.record({
      middle: sitter,
      top_left: sitter,
      top_right: sitter,
      bottom_right: sitter,
      bottom_left: sitter,
    });
    fc.assert(
      fc.property(all, fc.nat(5), (sitters, count) => {
        const looks = looksAt(
          (id) => sitters[id],
          (id) => (id === 'middle' ? 5 : count),
        );
        const { calibration } = measure(looks, places);
        expect(calibrationSchema.safeParse(calibration).success).toBe(true);
        const { neutral, gazeRange } = calibration;
        for (const [axis, middle] of [
          ['x', neutral.gazeX],
          ['y', neutral.gazeY],
        ] as const) {
          expect(gazeRange[axis][0]).toBeLessThan(middle);
          expect(gazeRange[axis][1]).toBeGreaterThan(middle);
        }
      }),
    );
  });

  it('notes the posters', () => {
    const poster = { x: 0.1, y: 0.1, w: 0.1, h: 0.18 };
    expect(of(() => ({ others: [poster] })).calibration.background).toEqual([poster]);
  });
});

describe('refusalOf', () => {
  const of = (sitter: Sitter, count = 5) =>
    refusalOf(
      looksAt(
        () => sitter,
        () => count,
      ),
    );

  it.each<[string, Sitter, ReturnType<typeof refusalOf>]>([
    ['a student in front of the camera', {}, null],
    ['a camera a little aside', { yaw: 19, pitch: -19 }, null],
    ['a camera far to a side', { yaw: 21 }, 'not_in_front'],
    ['a camera far to the other side', { yaw: -21 }, 'not_in_front'],
    ['a camera far above', { pitch: 21 }, 'not_in_front'],
    ['a camera far below', { pitch: -21 }, 'not_in_front'],
    ['a dark room', { luma: 30 }, 'too_dark'],
    ['a student far away', { width: 0.09 }, 'face_too_small'],
    ['a poster', { others: [{ x: 0.1, y: 0.1, w: 0.1, h: 0.2 }] }, null],
  ])('%s', (_, sitter, refusal) => {
    expect(of(sitter)).toBe(refusal);
  });

  it('refuses while somebody else moves about', () => {
    let step = 0;
    const looks = looksAt(() => ({
      others: [{ x: (step++ % 6) * 0.05, y: 0.1, w: 0.05, h: 0.1 }],
    }));
    expect(refusalOf(looks)).toBe('several_faces');
  });

  it('refuses what was seen too seldom, and an empty seat', () => {
    expect(of({}, 3)).toBe('too_slow');
    expect(of({}, 0)).toBe('too_slow');
    const empty = Array.from({ length: 5 }, () => emptySeat());
    expect(
      refusalOf({
        ...looksAt(
          () => ({}),
          () => 0,
        ),
        middle: empty,
      }),
    ).toBe('no_face');
  });

  it('needs no more than the middle', () => {
    expect(
      refusalOf(
        looksAt(
          () => ({}),
          (id) => (id === 'middle' ? 4 : 0),
        ),
      ),
    ).toBeNull();
  });
});
