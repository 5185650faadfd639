import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { reducedGrey, statisticsOf, type GreyPicture } from './picture-statistics.ts';

const size = { width: 8, height: 6 };

function grey(pixel: (x: number, y: number) => number): GreyPicture {
  const pixels = Float32Array.from({ length: size.width * size.height }, (_, i) =>
    pixel(i % size.width, Math.floor(i / size.width)),
  );
  return { ...size, pixels };
}

/** A picture of one colour, as sharp sees it. */
const flat = (background: string, width = 64, height = 36) =>
  sharp({ create: { width, height, channels: 3, background } });

describe('the statistics', () => {
  it('of a flat picture are its brightness alone', () => {
    expect(statisticsOf(grey(() => 77))).toEqual({ mean: 77, deviation: 0, sharpness: 0 });
  });

  it('of a chess board are those that one can work out by hand', () => {
    // Every inner pixel differs from each of its four neighbours by 100: ±400 in equal numbers.
    const board = grey((x, y) => ((x + y) % 2) * 100);
    expect(statisticsOf(board)).toEqual({ mean: 50, deviation: 50, sharpness: 160_000 });
  });

  it('know a slope from an edge', () => {
    expect(statisticsOf(grey((x) => x * 10)).sharpness).toBe(0);
    expect(statisticsOf(grey((x) => (x < 4 ? 0 : 70))).sharpness).toBeGreaterThan(1000);
  });

  it('are unmoved by more light, but for the mean', () => {
    const pictures = fc.array(fc.nat({ max: 200 }), { minLength: 48, maxLength: 48 });
    fc.assert(
      fc.property(pictures, fc.nat({ max: 55 }), (values, more) => {
        const before = statisticsOf(grey((x, y) => values[y * 8 + x] ?? 0));
        const after = statisticsOf(grey((x, y) => (values[y * 8 + x] ?? 0) + more));
        expect(after.mean).toBeCloseTo(before.mean + more, 3);
        expect(after.deviation).toBeCloseTo(before.deviation, 3);
        expect(after.sharpness).toBeCloseTo(before.sharpness, 1);
      }),
    );
  });

  it('of next to nothing are zero', () => {
    const nothing = { pixels: new Float32Array(0), width: 0, height: 0 };
    expect(statisticsOf(nothing)).toEqual({ mean: 0, deviation: 0, sharpness: 0 });
  });
});

describe('the reduced picture', () => {
  it.each([
    ['#ffffff', 255],
    ['#ff0000', 0.299 * 255],
    ['#00ff00', 0.587 * 255],
    ['#0000ff', 0.114 * 255],
  ])('weighs %s as ITU-R BT.601 does', async (colour, brightness) => {
    const { mean } = statisticsOf(await reducedGrey(flat(colour)));
    expect(mean).toBeCloseTo(brightness, 3);
  });

  it.each([
    [1, 1],
    [2000, 3],
    [640, 360],
  ])('has one size, whatever it was made of (%i × %i)', async (width, height) => {
    const picture = await reducedGrey(flat('#808080', width, height));
    expect([picture.width, picture.height, picture.pixels.length]).toEqual([160, 90, 14_400]);
  });

  it('may come from one channel', async () => {
    const raw = { width: 64, height: 36, channels: 1 } as const;
    const picture = await reducedGrey(sharp(Buffer.alloc(64 * 36, 99), { raw }));
    expect(statisticsOf(picture).mean).toBeCloseTo(99, 3);
  });
});
