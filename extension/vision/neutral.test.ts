import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnNeutral, unknownNeutral, type Neutral } from './neutral.ts';

const rules = { ms: 3000, samples: 8, limit: 15, refused: 20, jumpMs: 2500 };

function learn(yaws: readonly number[], everyMs = 200): Neutral {
  return yaws.reduce(
    (state, yaw, i) => learnNeutral(state, yaw, i * everyMs, rules),
    unknownNeutral,
  );
}
const steady = (yaw: number) => Array.from({ length: 16 }, () => yaw);

describe('learnNeutral', () => {
  it('learns the median once there is enough of it, and keeps it', () => {
    expect(learn(steady(8).slice(0, 15)).known).toBe(false);
    expect(learn(steady(8))).toMatchObject({ known: true, offset: 8 });
    expect(learn([...steady(8), ...steady(-30)])).toMatchObject({ known: true, offset: 8 });
  });

  it('is not moved by a glance to the side', () => {
    expect(learn([...steady(4).slice(0, 12), 50, 50, 50, 50]).offset).toBe(4);
  });

  it('bounds what it learns and refuses what is far out', () => {
    expect(learn(steady(-18))).toMatchObject({ known: true, offset: -15 });
    expect(learn(steady(35))).toMatchObject({ known: false, offset: 0 });
  });

  it.each([3_600_000, -3_600_000])('begins anew after a jump of the clock by %d ms', (jump) => {
    let state = learn(steady(8).slice(0, 14));
    const from = 13 * 200 + jump;
    for (let i = 0; i < 15; i++) state = learnNeutral(state, -4, from + i * 200, rules);
    expect(state.known).toBe(false);
    expect(learnNeutral(state, -4, from + 3000, rules)).toMatchObject({ known: true, offset: -4 });
  });

  it('never strays beyond its limit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -90, max: 90, noNaN: true })), (yaws) => {
        expect(Math.abs(learn(yaws).offset)).toBeLessThanOrEqual(15);
      }),
    );
  });
});
