/** A picture as the bench works on it: three bytes per pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** What a student's camera delivers to the agent. Pixels. */
export const frameSize = { width: 640, height: 360 } as const;

/** A picture's pixels anew: `of` gives the three levels of each, from its place and its old levels. */
export function repainted(
  picture: Picture,
  of: (x: number, y: number, at: (channel: number) => number) => readonly [number, number, number],
): Picture {
  const { width, height, rgb } = picture;
  const painted = new Uint8Array(rgb.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const levels = of(x, y, (channel) => rgb[i + channel] ?? 0);
      for (let channel = 0; channel < 3; channel++) {
        painted[i + channel] = level(levels[channel] ?? 0);
      }
    }
  }
  return { width, height, rgb: painted };
}

/** Mean brightness by the weights of ITU-R BT.601, 0…255. */
export function meanLuma({ rgb }: Picture): number {
  let sum = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    sum += 0.299 * (rgb[i] ?? 0) + 0.587 * (rgb[i + 1] ?? 0) + 0.114 * (rgb[i + 2] ?? 0);
  }
  return sum / Math.max(1, rgb.length / 3);
}

/**
 * The picture as a sensor sees it once more: each level a little off, another time elsewhere.
 *
 * @param seed the same seed gives the same noise
 * @param deviation grey levels; webcams in room light have 1 to 3
 */
export function noisy(picture: Picture, seed: number, deviation: number): Picture {
  const rgb = new Uint8Array(picture.rgb.length);
  // Another part of the same noise each time.
  let next = Math.floor(randomFrom(seed)() * noise.length);
  for (let i = 0; i < rgb.length; i++) {
    if (++next === noise.length) next = 0;
    rgb[i] = level((picture.rgb[i] ?? 0) + (noise[next] ?? 0) * deviation);
  }
  return { ...picture, rgb };
}

/** Deviation 1: three even numbers make one that is normal enough. A prime of them, so that no row repeats. */
const noise = (() => {
  const random = randomFrom(7);
  return Float32Array.from({ length: 999_983 }, () => 2 * (random() + random() + random() - 1.5));
})();

/** Mulberry32: small, seeded, even enough. 0…1 */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function level(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
