import { vi } from 'vitest';

/**
 * Gives the wall's grid a size: jsdom lays nothing out, and what has no room shows no rows.
 * Ends with `vi.unstubAllGlobals()` and `vi.restoreAllMocks()`.
 */
export function layOut(width: number, height: number): void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(width);
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(height);
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const scroller = this.closest('[data-testid="wall-grid"]');
    const top = scroller === null || scroller === this ? 0 : -scroller.scrollTop;
    const tall = scroller === this ? height : 1_000_000;
    return {
      x: 0,
      y: top,
      top,
      left: 0,
      right: width,
      bottom: top + tall,
      width,
      height: tall,
      toJSON: () => null,
    };
  });
}
