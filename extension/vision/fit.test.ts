import { describe, expect, it } from 'vitest';
import { fitted } from './fit.ts';

const box = { width: 640, height: 640 };

describe('a picture keeps its shape', () => {
  it.each([
    [1280, 720, 640, 360],
    [640, 480, 640, 480],
    // Upright: it is the width that gives way.
    [360, 640, 360, 640],
    [720, 1280, 360, 640],
    [320, 180, 640, 360],
  ])('%d × %d becomes %d × %d', (width, height, toWidth, toHeight) => {
    expect(fitted({ width, height }, box)).toEqual({ width: toWidth, height: toHeight });
  });

  it('is never without a pixel', () => {
    expect(fitted({ width: 0, height: 0 }, box)).toEqual({ width: 640, height: 640 });
    expect(fitted({ width: 10_000, height: 1 }, box)).toEqual({ width: 640, height: 1 });
  });
});
