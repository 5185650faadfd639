import { describe, expect, it } from 'vitest';
import { inPage, onScreen, type WindowPlace } from './on-screen.ts';

const fullScreen: WindowPlace = {
  innerWidth: 1600,
  innerHeight: 900,
  outerWidth: 1600,
  outerHeight: 900,
  left: 0,
  top: 0,
  screenWidth: 1600,
  screenHeight: 900,
};

it('puts the dots into the middle and the corners of the page', () => {
  const dots = (['middle', 'top_left', 'top_right', 'bottom_right', 'bottom_left'] as const).map(
    (id) => inPage(id, { innerWidth: 1000, innerHeight: 600 }, 40),
  );
  expect(dots).toEqual([
    { x: 500, y: 300 },
    { x: 40, y: 40 },
    { x: 960, y: 40 },
    { x: 960, y: 560 },
    { x: 40, y: 560 },
  ]);
});

describe('onScreen', () => {
  it('is the page itself on the full screen', () => {
    const places = onScreen(fullScreen, 40);
    expect(places.middle).toEqual({ x: 0.5, y: 0.5 });
    expect(places.top_left).toEqual({ x: 40 / 1600, y: 40 / 900 });
    expect(places.bottom_right).toEqual({ x: 1560 / 1600, y: 860 / 900 });
  });

  it('is the same whatever the zoom', () => {
    const zoomed = onScreen({ ...fullScreen, innerWidth: 800, innerHeight: 450 }, 20);
    expect(zoomed).toEqual(onScreen(fullScreen, 40));
  });

  it('goes by where the window is, and by the bars above its page', () => {
    const places = onScreen(
      {
        ...fullScreen,
        innerWidth: 800,
        innerHeight: 400,
        outerWidth: 800,
        outerHeight: 490,
        left: 400,
        top: 90,
      },
      0,
    );
    expect(places.top_left).toEqual({ x: 0.25, y: 0.2 });
    expect(places.bottom_right.x).toBe(0.75);
    expect(places.bottom_right.y).toBeCloseTo(580 / 900);
  });

  it('stays on the screen where a window does not', () => {
    const { top_left: corner } = onScreen({ ...fullScreen, left: -300, top: -50 }, 40);
    expect(corner).toEqual({ x: 0, y: 0 });
  });
});
