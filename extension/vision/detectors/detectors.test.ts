import { catalogue, type Signals, type ViolationType, violationTypes } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allDetectors } from './index.ts';

const frontal: Signals = { faces: 1, luma: 110, yaw: 2, pitch: 5 };

/** Shows the same signals for a while, five times a second; gives back what was seen, and when. */
function show(
  detect: ReturnType<typeof allDetectors>,
  signals: Signals,
  from: number,
  forMs: number,
): { type: ViolationType; at: number }[] {
  const seen = [];
  for (let at = from; at <= from + forMs; at += 200) {
    for (const { type } of detect(signals, at)) seen.push({ type, at });
  }
  return seen;
}

const typesOf = (seen: readonly { type: ViolationType }[]) => [...new Set(seen.map((s) => s.type))];

describe('the detectors', () => {
  it('see nothing in an ordinary sitting', () => {
    expect(show(allDetectors(), frontal, 0, 60_000)).toEqual([]);
  });

  it.each<[ViolationType, Partial<Signals>]>([
    ['no_face', { faces: 0, yaw: null, pitch: null }],
    ['multiple_faces', { faces: 2 }],
    ['camera_blackout', { luma: 3 }],
    ['head_turned', { yaw: 45 }],
    ['head_turned', { yaw: -45 }],
  ])('see %s after the time of the catalogue, not before: %o', (type, change) => {
    const detect = allDetectors();
    show(detect, frontal, 0, 5000);
    const { heldForMs } = catalogue[type];
    const seen = show(detect, { ...frontal, ...change }, 5200, heldForMs + 300);
    expect(typesOf(seen)).toEqual([type]);
    expect(seen[0]?.at).toBeGreaterThanOrEqual(5200 + heldForMs);
    expect(seen[0]?.at).toBeLessThan(5200 + heldForMs + 200);
  });

  it('do not say that nobody is there when the picture is too dim to tell', () => {
    const dim = { faces: 0, luma: 25, yaw: null, pitch: null };
    expect(show(allDetectors(), dim, 0, 20_000)).toEqual([]);
  });

  it('call a black picture black, whether or not a face is found in it', () => {
    const black = { faces: 1, luma: 2, yaw: 60, pitch: 0 };
    expect(typesOf(show(allDetectors(), black, 0, 10_000))).toEqual(['camera_blackout']);
    const empty = { faces: 0, luma: 2, yaw: null, pitch: null };
    expect(typesOf(show(allDetectors(), empty, 0, 10_000))).toEqual(['camera_blackout']);
  });

  it('do not guess whose head is turned when there are two', () => {
    const two = { ...frontal, faces: 2, yaw: 60 };
    expect(typesOf(show(allDetectors(), two, 0, 20_000))).toEqual(['multiple_faces']);
  });

  it('let a student look down for as long as they like', () => {
    const detect = allDetectors();
    show(detect, frontal, 0, 5000);
    expect(show(detect, { ...frontal, pitch: 55 }, 5200, 60_000)).toEqual([]);
  });

  it('allow for a camera that stands beside the screen', () => {
    const detect = allDetectors();
    show(detect, { ...frontal, yaw: 14 }, 0, 5000);
    expect(show(detect, { ...frontal, yaw: 32 }, 5200, 10_000)).toEqual([]);
    expect(typesOf(show(detect, { ...frontal, yaw: -20 }, 15_400, 10_000))).toEqual([
      'head_turned',
    ]);
  });

  it('do not take somebody who looks away from the start for one who looks straight ahead', () => {
    const seen = show(allDetectors(), { ...frontal, yaw: 60 }, 0, 20_000);
    expect(typesOf(seen)).toEqual(['head_turned']);
  });

  it('never see anything sooner than the shortest time of the catalogue', () => {
    const shortest = Math.min(...violationTypes.map((type) => catalogue[type].heldForMs));
    const signals = fc.record({
      faces: fc.integer({ min: 0, max: 4 }),
      luma: fc.double({ min: 0, max: 255, noNaN: true }),
      yaw: fc.option(fc.double({ min: -90, max: 90, noNaN: true })),
      pitch: fc.option(fc.double({ min: -90, max: 90, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(signals, { maxLength: 100 }), (sequence) => {
        const detect = allDetectors();
        sequence.forEach((one, i) => {
          const at = i * 200;
          for (const { heldMs, type } of detect(one, at)) {
            expect(heldMs).toBeGreaterThanOrEqual(catalogue[type].heldForMs);
            expect(at).toBeGreaterThanOrEqual(shortest);
          }
        });
      }),
    );
  });
});
