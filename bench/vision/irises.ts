import { placed } from './conditions.ts';
import type { Points } from './eyes/protocol.ts';
import { repainted, type Picture } from './picture.ts';

/** Landmarks of one eye: corners in the order of the picture, both lids, the iris and its rim. */
const eyes = [
  {
    corners: [33, 133],
    upper: [160, 159, 158],
    lower: [144, 145, 153],
    iris: 468,
    rim: [469, 471],
  },
  {
    corners: [362, 263],
    upper: [385, 386, 387],
    lower: [380, 374, 373],
    iris: 473,
    rim: [474, 476],
  },
] as const;

/**
 * The picture of somebody who looks aside without turning the head: both irises moved along the line
 * between the corners of their eye, the white on either side drawn out or pushed together. Lids, and
 * what an eye's roundness does to an iris seen from the side, stay as they were: this is synthetic.
 *
 * @param by half eye widths, to the right of the picture; an eyeball of 12 mm in an eye 30 mm wide
 *   moves its iris by 0.4 when it turns 30°
 */
export function withEyesAside(picture: Picture, face: Points, by: number): Picture {
  const at = placed(face);
  const openings = eyes.map(({ corners, upper, lower, iris, rim }) => {
    const [from, to] = [at(corners[0]), at(corners[1])];
    const half = Math.hypot(to.x - from.x, to.y - from.y) / 2;
    const axis = { x: (to.x - from.x) / (2 * half), y: (to.y - from.y) / (2 * half) };
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    /** Along the axis and across it, in half eye widths from the middle. */
    const within = (x: number, y: number) => ({
      along: ((x - middle.x) * axis.x + (y - middle.y) * axis.y) / half,
      across: ((y - middle.y) * axis.x - (x - middle.x) * axis.y) / half,
    });
    const lidAt = (lid: readonly number[]) =>
      lid.map((index) => within(at(index).x, at(index).y).across);
    const centre = within(at(iris).x, at(iris).y).along;
    const [one, other] = [at(rim[0]), at(rim[1])];
    const radius = (1.1 * Math.hypot(one.x - other.x, one.y - other.y)) / (2 * half);
    return {
      ...{ middle, half, axis, within, centre, radius },
      top: Math.min(...lidAt(upper)),
      bottom: Math.max(...lidAt(lower)),
    };
  });
  const { width, rgb } = picture;
  const sample = (x: number, y: number, channel: number): number => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const of = (dx: number, dy: number) => rgb[((top + dy) * width + left + dx) * 3 + channel] ?? 0;
    const [rx, ry] = [x - left, y - top];
    return (
      (1 - ry) * ((1 - rx) * of(0, 0) + rx * of(1, 0)) + ry * ((1 - rx) * of(0, 1) + rx * of(1, 1))
    );
  };
  return repainted(picture, (x, y, now) => {
    for (const eye of openings) {
      const { along, across } = eye.within(x, y);
      // The opening between the lids: highest in the middle, closed at the corners.
      const arch = 1 - along * along;
      if (arch <= 0 || across < eye.top * arch || across > eye.bottom * arch) continue;
      const source = sourceOf(along, eye.centre, eye.radius, by);
      const shift = (source - along) * eye.half;
      const [sx, sy] = [x + shift * eye.axis.x, y + shift * eye.axis.y];
      return [sample(sx, sy, 0), sample(sx, sy, 1), sample(sx, sy, 2)];
    }
    return [now(0), now(1), now(2)];
  });
}

/**
 * Where along an eye what is to be seen at `along` came from: the iris moves as a whole, the white on
 * either side of it stretches, and the corners stay. All in half eye widths, −1…1.
 */
export function sourceOf(along: number, centre: number, radius: number, by: number): number {
  const room = 0.02;
  const moved = Math.max(-1 + room, Math.min(1 - room, centre + by));
  if (Math.abs(along - moved) <= radius) return Math.max(-1, Math.min(1, along - moved + centre));
  const isLeft = along < moved;
  const corner = isLeft ? -1 : 1;
  const edge = isLeft ? moved - radius : moved + radius;
  const edgeBefore = isLeft ? centre - radius : centre + radius;
  const stretch = Math.abs(edge - corner) < 1e-6 ? 0 : (edgeBefore - corner) / (edge - corner);
  return corner + (along - corner) * stretch;
}
