import sharp, { type Sharp } from 'sharp';
import type { Points } from './eyes/protocol.ts';
import { fromImage } from './decode.ts';
import { frameSize, meanLuma, repainted, type Picture } from './picture.ts';

/*
 * What becomes of a good picture in a bad camera, a bad room or behind glasses. Made on the fly, the
 * same every time; brightness is brought to a given mean, so that what is to be said of it is known.
 */

/** How a picture is to be judged once a condition has been at it. */
export interface Toll {
  /** Irises cannot be seen, or are too small. */
  readonly hidesEyes?: true;
  /** Part of a face is hidden. */
  readonly hidesFace?: true;
  /** Blurred beyond judgement. */
  readonly blurs?: true;
}

export interface Condition {
  readonly name: string;
  readonly toll: Toll;
  /** @param faces as they were found in the picture before it was degraded */
  apply(picture: Picture, faces: readonly Points[]): Promise<Picture> | Picture;
}

/** Of pictures in which everybody is far away: those are looked at once, as they are. */
export const asItIs: Condition = { name: 'group, far away', toll: {}, apply: (picture) => picture };

export const conditions: readonly Condition[] = [
  { name: 'clean', toll: {}, apply: (picture) => picture },
  darker('darker, 80', 80),
  darker('darker, 55', 55),
  darker('darker, 24', 24),
  darker('darker, 4', 4),
  { name: 'soft', toll: {}, apply: (picture) => blurred(picture, 1.5) },
  { name: 'blurred', toll: { blurs: true }, apply: (picture) => blurred(picture, 22) },
  { name: 'small face', toll: { hidesEyes: true }, apply: (picture) => farAway(picture, 0.45) },
  { name: 'JPEG q20', toll: {}, apply: (picture) => throughJpeg(picture, 20) },
  { name: 'mirrored', toll: {}, apply: mirrored },
  { name: 'partly covered', toll: { hidesFace: true }, apply: covered },
  { name: 'tinted', toll: {}, apply: (picture) => tinted(picture, [1, 0.78, 0.5]) },
  { name: 'dark glasses', toll: { hidesEyes: true }, apply: withGlasses },
  { name: 'backlit', toll: {}, apply: backlit },
];

/** @param most mean brightness that is left, grey levels; a picture that is darker stays as it is */
function darker(name: string, most: number): Condition {
  return {
    name,
    toll: {},
    apply: (picture) => {
      const share = Math.min(1, most / Math.max(1, meanLuma(picture)));
      return repainted(picture, (_x, _y, at) => [at(0) * share, at(1) * share, at(2) * share]);
    },
  };
}

/** @param sigma of a Gaussian, pixels of a picture 640 wide */
async function blurred(picture: Picture, sigma: number): Promise<Picture> {
  return fromImage(await opened(picture).blur(sigma).png().toBuffer());
}

async function throughJpeg(picture: Picture, quality: number): Promise<Picture> {
  return fromImage(await opened(picture).jpeg({ quality }).toBuffer());
}

/** The same from further away: in the middle of a larger room, its walls out of focus. */
async function farAway(picture: Picture, share: number): Promise<Picture> {
  const small = await opened(picture)
    .resize(Math.round(picture.width * share), Math.round(picture.height * share))
    .png()
    .toBuffer();
  const room = await opened(picture).blur(60).png().toBuffer();
  const composed = await sharp(room)
    .composite([{ input: small, gravity: 'centre' }])
    .png()
    .toBuffer();
  return fromImage(composed);
}

function mirrored(picture: Picture): Picture {
  const { width, height, rgb } = picture;
  const flipped = new Uint8Array(rgb.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      flipped.set(rgb.subarray(from, from + 3), (y * width + (width - 1 - x)) * 3);
    }
  }
  return { width, height, rgb: flipped };
}

/** Something the size of a hand, and of its colour, over the lowest third of each face. */
function covered(picture: Picture, faces: readonly Points[]): Picture {
  const boxes = faces.map(boxOf);
  return repainted(picture, (x, y, at) => {
    const hidden = boxes.some(
      (box) =>
        x > box.left &&
        x < box.right &&
        y > box.bottom - (box.bottom - box.top) / 3 &&
        y < box.bottom,
    );
    // Fingers: not a flat patch.
    const finger = 18 * Math.cos(x / 6);
    return hidden ? [190 + finger, 145 + finger, 120 + finger] : [at(0), at(1), at(2)];
  });
}

function tinted(picture: Picture, by: readonly [number, number, number]): Picture {
  return repainted(picture, (_x, _y, at) => [at(0) * by[0], at(1) * by[1], at(2) * by[2]]);
}

/** Sunglasses: dark lenses around both eyes and a bar between them. */
function withGlasses(picture: Picture, faces: readonly Points[]): Picture {
  const lenses = faces.flatMap((face) => {
    const at = placed(face);
    const eyes = [
      [at(33), at(133)],
      [at(362), at(263)],
    ] as const;
    return eyes.map(([a, b]) => ({
      x: (a.x + b.x) / 2,
      y: (a.y + b.y) / 2,
      radius: 0.85 * Math.hypot(a.x - b.x, a.y - b.y),
    }));
  });
  return repainted(picture, (x, y, at) => {
    const lens = lenses.some((eye) => {
      const away = Math.hypot((x - eye.x) / eye.radius, (y - eye.y) / (0.75 * eye.radius));
      return away < 1;
    });
    const left = lens ? 0.12 : 1;
    return [
      at(0) * left + (lens ? 10 : 0),
      at(1) * left + (lens ? 10 : 0),
      at(2) * left + (lens ? 12 : 0),
    ];
  });
}

/** A window behind: what is no face is nearly white, and faces are at a third of their light. */
function backlit(picture: Picture, faces: readonly Points[]): Picture {
  const heads = faces.map(boxOf).map((box) => ({
    x: (box.left + box.right) / 2,
    y: (box.top + box.bottom) / 2,
    rx: 0.75 * (box.right - box.left),
    ry: 0.8 * (box.bottom - box.top),
  }));
  return repainted(picture, (x, y, at) => {
    const distance = Math.min(
      3,
      ...heads.map((head) => Math.hypot((x - head.x) / head.rx, (y - head.y) / head.ry)),
    );
    // 0 on a face, 1 from a third of its size away from it.
    const behind = Math.max(0, Math.min(1, (distance - 0.9) / 0.4));
    const lit = (level: number) => (1 - behind) * level * 0.35 + behind * (level * 0.8 + 90);
    return [lit(at(0)), lit(at(1)), lit(at(2))];
  });
}

/** Landmarks in pixels. */
export function placed({ landmarks }: Points): (index: number) => { x: number; y: number } {
  return (index) => {
    const { x, y } = landmarks[index] ?? { x: 0, y: 0 };
    return { x: x * frameSize.width, y: y * frameSize.height };
  };
}

function boxOf({ landmarks }: Points) {
  const xs = landmarks.map(({ x }) => x * frameSize.width);
  const ys = landmarks.map(({ y }) => y * frameSize.height);
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

function opened({ width, height, rgb }: Picture): Sharp {
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}
