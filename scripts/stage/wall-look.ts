import type { Page } from 'playwright-core';

/** What a person sees of one tile. */
export interface TileLook {
  readonly attemptId: string;
  readonly state: string;
  readonly phase: string;
  /** Of the video, where one is on show: how far it has played, and how bright it is (0…255). */
  readonly video: {
    readonly time: number;
    readonly frames: number;
    readonly width: number;
    readonly luma: number;
  } | null;
  /** A still picture is on show and has loaded. */
  readonly still: boolean;
  /** What the tile says about itself. */
  readonly words: string;
}

/**
 * Every tile that is in the window, as it looks at this moment, in the order in which they are seen: the
 * page's own order is another one.
 * @param selector of the tiles; the wall's own by default
 */
export function lookAtTiles(page: Page, selector = '[data-testid="tile"]'): Promise<TileLook[]> {
  return page.locator(selector).evaluateAll((tiles: Element[]): TileLook[] => {
    const canvas = document.createElement('canvas');
    canvas.width = 32;
    canvas.height = 18;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const lumaOf = (video: HTMLVideoElement): number => {
      if (pen === null || video.videoWidth === 0) return 0;
      pen.clearRect(0, 0, 32, 18);
      pen.drawImage(video, 0, 0, 32, 18);
      const { data } = pen.getImageData(0, 0, 32, 18);
      let sum = 0;
      // Rec. 709 weights.
      for (let at = 0; at < data.length; at += 4) {
        sum +=
          0.2126 * (data[at] ?? 0) + 0.7152 * (data[at + 1] ?? 0) + 0.0722 * (data[at + 2] ?? 0);
      }
      return sum / (32 * 18);
    };
    const isInWindow = (element: Element): boolean => {
      const { top, bottom, left, right, width } = element.getBoundingClientRect();
      return width > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    };
    const byPlace = (a: Element, b: Element): number => {
      const [one, other] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
      return one.top - other.top || one.left - other.left;
    };
    return tiles
      .filter(isInWindow)
      .sort(byPlace)
      .map((tile): TileLook => {
        const video = tile.querySelector('video');
        const shown = video !== null && getComputedStyle(video).visibility === 'visible';
        const images = [...tile.querySelectorAll('img')];
        return {
          attemptId: tile.getAttribute('data-attempt-id') ?? '',
          state: tile.getAttribute('data-state') ?? '',
          phase: tile.getAttribute('data-phase') ?? '',
          video: shown
            ? {
                time: video.currentTime,
                frames: video.getVideoPlaybackQuality().totalVideoFrames,
                width: video.videoWidth,
                luma: lumaOf(video),
              }
            : null,
          still: images.some(
            (image) => image.naturalWidth > 0 && getComputedStyle(image).visibility === 'visible',
          ),
          words: tile.querySelector('[data-testid="tile-notice"]')?.textContent.trim() ?? '',
        };
      });
  });
}

/**
 * A tile is black where it shows neither a picture nor a word for why there is none.
 * @param darkest mean brightness below which a video counts as no picture, 0…255
 */
export const isBlack = ({ video, still, words }: TileLook, darkest = 4): boolean =>
  words === '' && !still && (video === null || video.frames === 0 || video.luma < darkest);
