import type { PictureBox } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { config } from '../config.ts';
import { leaveOutBackground, noBackground, type Background } from './background.ts';
import { placeLifecycle } from './background-place.ts';
import type { FaceBox, FrameSignals } from './frame-signals.ts';
import { found, frontal, head, nobody, seat } from './testing/frames.ts';

const { stillMs, jumpMs } = { ...config.detectors.background, ...config.detectors };
const poster: PictureBox = { x: 0.75, y: 0.2, w: 0.12, h: 0.21 };
const noise = 0.5;
/** What a printed face makes of the noise, and a living one. */
const [printed, living] = [0.6, 2];

const moved = (box: PictureBox, dx: number, dy = 0): PictureBox => ({
  ...box,
  x: box.x + dx,
  y: box.y + dy,
});

/** Faces in a picture as both models find them, the largest with its landmarks described first. */
function picture(
  faces: readonly { box: PictureBox; change: number }[],
  change: Partial<FrameSignals> = {},
): FrameSignals {
  const described = [...faces]
    .sort((a, b) => b.box.w - a.box.w)
    .flatMap(({ box }) => {
      const { face } = head({ box, width: box.w });
      return face === null ? [] : [face];
    });
  const [face = null, ...others] = described;
  const boxes = faces.flatMap((one) => found(one.box, one.change));
  return { ...frontal, noise, faces: faces.length, boxes, face, others, ...change };
}
const student = { box: seat, change: living };
const hung = { box: poster, change: printed };
const alone = picture([student]);
const withPoster = picture([student, hung]);

/** Some pictures, five a second unless told otherwise. */
interface Scene {
  readonly frame: FrameSignals;
  readonly forMs: number;
  readonly everyMs?: number;
  /** A jump of the clock before it. */
  readonly jumpMs?: number;
}

/** What is left of each picture, and when something was learnt. */
function run(scenes: readonly Scene[], calibrated: readonly PictureBox[] = [poster]) {
  let state: Background = noBackground;
  let at = 0;
  const frames: FrameSignals[] = [];
  const learnt: { at: number; boxes: readonly PictureBox[] }[] = [];
  for (const { frame, forMs, everyMs = 200, jumpMs: jump = 0 } of scenes) {
    at += jump;
    for (const end = at + forMs; at < end; at += everyMs) {
      const look = leaveOutBackground(state, frame, at, calibrated);
      state = look.state;
      frames.push(look.frame);
      if (look.learnt !== null) learnt.push({ at, boxes: look.learnt });
    }
  }
  const last = frames.at(-1);
  if (last === undefined) throw new Error('no picture');
  return { frames, last, learnt, counts: frames.map(({ faces }) => faces) };
}
const known: Scene = { frame: withPoster, forMs: stillMs + 1000 };
const sum = (frames: readonly FrameSignals[]) => [...new Set(frames.map(({ faces }) => faces))];

describe('a picture of a face on the wall', () => {
  it('is no profile of the student’s, who is gone', () => {
    const boxes = found(poster, printed).filter(({ source }) => source === 'detector');
    const gone = { ...frontal, ...nobody, noise, faces: 1, boxes, roughYaw: 50 };
    expect(run([known, { frame: gone, forMs: 1000 }]).last).toMatchObject({
      faces: 0,
      roughYaw: null,
    });
  });

  it('is left out from the first picture on, and learnt once, after its time', () => {
    const { frames, learnt, last } = run([{ frame: withPoster, forMs: 60_000 }]);
    expect(sum(frames)).toEqual([1]);
    expect(learnt).toEqual([{ at: stillMs, boxes: [poster] }]);
    expect(last).toMatchObject({ background: 1, boxes: found(seat, living) });
    expect(last.face?.box).toEqual(seat);
    expect(last.others).toEqual([]);
  });

  it('is never the student, who may have gone', () => {
    const { last } = run([known, { frame: picture([hung]), forMs: 10_000 }]);
    expect(last).toMatchObject({ ...nobody, background: 1 });
  });

  it('is not the face that is judged, though it is the largest', () => {
    const large = { box: { x: 0.65, y: 0.05, w: 0.3, h: 0.53 }, change: printed };
    const { last } = run([{ frame: picture([student, large]), forMs: 30_000 }], [large.box]);
    expect(last.faces).toBe(1);
    expect(last.face?.box).toEqual(seat);
  });

  it('may be overlooked by either model, or by both, now and then', () => {
    const only = (model: FaceBox['source']) =>
      picture([student, hung], {
        boxes: [
          ...found(seat, living),
          ...found(poster, printed).filter(({ source }) => source === model),
        ],
      });
    const beat = [withPoster, only('detector'), alone, only('landmarker'), alone];
    const scenes = Array.from({ length: 150 }, (_, i) => ({
      frame: beat[i % beat.length] ?? alone,
      forMs: 200,
    }));
    const { frames, learnt } = run(scenes);
    expect(sum(frames)).toEqual([1]);
    expect(learnt).toHaveLength(1);
  });

  it('stays one while the models’ boxes tremble', () => {
    const box = fc.record({
      dx: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
      dy: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
      grown: fc.double({ min: 0.97, max: 1.03, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(box, { minLength: 110, maxLength: 130 }), (boxes) => {
        const scenes = boxes.map(({ dx, dy, grown }) => {
          const { x, y, w, h } = poster;
          const trembling = { x: x + dx * w, y: y + dy * h, w: w * grown, h: h * grown };
          return { frame: picture([student, { box: trembling, change: printed }]), forMs: 200 };
        });
        const { frames, learnt } = run(scenes);
        expect(sum(frames)).toEqual([1]);
        expect(learnt).toHaveLength(1);
      }),
      { numRuns: 20 },
    );
  });

  it('is none when a lamp is switched on: everything changes, and the faces no more than the rest', () => {
    const flash = picture(
      [
        { box: seat, change: 12 },
        { box: poster, change: 11 },
      ],
      { noise: 10 },
    );
    expect(sum(run([known, { frame: flash, forMs: 1000 }, known]).frames)).toEqual([1]);
  });

  it('is counted while a hand passes before it, and no longer', () => {
    const hand = { frame: picture([student, { box: poster, change: 9 }]), forMs: 600 };
    const { counts, learnt, last } = run([
      known,
      hand,
      { frame: withPoster, forMs: 5000 },
      hand,
      known,
    ]);
    expect(counts.filter((count) => count === 2)).toHaveLength(6);
    expect(last).toMatchObject({ faces: 1, background: 1 });
    expect(learnt).toHaveLength(1);
  });

  it('is hidden by whoever sits down in front of it, and is there again afterwards', () => {
    const close = { box: { x: 0.6, y: 0.1, w: 0.3, h: 0.53 }, change: living };
    const { counts, last } = run([known, { frame: picture([close]), forMs: 10_000 }, known]);
    expect(new Set(counts)).toEqual(new Set([1]));
    expect(last.face?.box).toEqual(seat);
  });

  it('does not take away a student of the same size who sits in front of it', () => {
    const front = (change: number) => picture([{ box: moved(poster, 0.01), change }]);
    // A living face has pictures in which little changes.
    const sits = Array.from({ length: 60 }, (_, i) => ({
      frame: front(i % 3 === 0 ? living : printed),
      forMs: 200,
    }));
    const { frames, counts } = run([known, ...sits, known]);
    expect(new Set(counts)).toEqual(new Set([1]));
    const before = known.forMs / 200;
    expect(frames.slice(before, before + 60).every(({ face }) => face !== null)).toBe(true);
  });

  it('is not taken for the student whom both models see in front of it, each in its own way', () => {
    const larger = { x: 0.71, y: 0.13, w: 0.2, h: 0.35 };
    const boxes = [...found(poster, living).slice(0, 1), ...found(larger, living).slice(1)];
    const front = picture([{ box: larger, change: living }], { boxes });
    const { last } = run([known, { frame: front, forMs: 10_000 }, known]);
    expect(last).toMatchObject({ faces: 1, background: 1 });
  });

  it('stays one when a single picture in a second shows a hand before it', () => {
    const slowly = { ...known, everyMs: 1000 };
    const hand = picture([student, { box: poster, change: 9 }]);
    const { counts } = run([slowly, { frame: hand, forMs: 1000, everyMs: 1000 }, slowly]);
    expect(counts.filter((count) => count === 2)).toHaveLength(1);
  });

  it('stays one when somebody touches the camera', () => {
    const nudged = [seat, poster].map((box, i) => ({
      box: moved(box, 0.03),
      change: i === 0 ? living : printed,
    }));
    const { counts, last } = run([known, { frame: picture(nudged), forMs: 30_000 }]);
    expect(counts.filter((count) => count === 2)).toHaveLength(1);
    expect(last).toMatchObject({ faces: 1, background: 1 });
  });

  it('goes along when the camera is turned, and is told anew', () => {
    const turned = [moved(seat, -0.15, 0.1), moved(poster, -0.15, 0.1)] as const;
    const [box, there] = turned;
    const turning = picture(
      [
        { box, change: 20 },
        { box: there, change: 20 },
      ],
      { noise: 12, difference: 18 },
    );
    const after = picture([
      { box, change: living },
      { box: there, change: printed },
    ]);
    const { frames, learnt } = run([
      known,
      { frame: turning, forMs: 200 },
      { frame: after, forMs: 30_000 },
    ]);
    expect(sum(frames)).toEqual([1]);
    expect(learnt).toHaveLength(2);
    expect(learnt[1]?.boxes[0]?.x).toBeCloseTo(there.x);
  });
});

describe('somebody else', () => {
  it('is counted in every picture in which they move', () => {
    const { counts } = run([
      { frame: picture([student, { box: poster, change: living }]), forMs: 600 },
    ]);
    expect(counts).toEqual([2, 2, 2]);
  });

  it.each([200, 1000])(
    'who held still for the calibration is counted for good, every %d ms',
    (everyMs) => {
      // A third of the pictures of one who sits still and reads shows it.
      const reads = Array.from({ length: 60 }, (_, i) => ({
        frame: picture([student, { box: poster, change: i % 3 === 0 ? living : printed }]),
        forMs: everyMs,
        everyMs,
      }));
      const { frames, learnt, last } = run([...reads, { frame: withPoster, forMs: 60_000 }]);
      expect(sum(frames.slice(30))).toEqual([2]);
      expect(learnt).toEqual([]);
      expect(last.background).toBe(0);
    },
  );

  it('who was taken for background is counted for good as soon as they move about', () => {
    const moves = { frame: picture([student, { box: poster, change: living }]), forMs: 1600 };
    expect(run([known, moves, known]).last.faces).toBe(2);
  });

  it('who wanders about a little without end is counted for good', () => {
    const sways = Array.from({ length: 40 }, (_, i) => ({
      frame: picture([student, { box: moved(poster, i % 2 === 0 ? 0 : 0.03), change: printed }]),
      forMs: 200,
    }));
    expect(run([known, ...sways, known]).last.faces).toBe(2);
  });

  it('in another place is never background', () => {
    const there = { box: moved(poster, -0.6), change: printed };
    const { frames, learnt } = run([{ frame: picture([student, hung, there]), forMs: 120_000 }]);
    expect(sum(frames)).toEqual([2]);
    expect(learnt.map(({ boxes }) => boxes)).toEqual([[poster]]);
  });

  it('is never background without a calibration', () => {
    const { frames, learnt } = run([{ frame: withPoster, forMs: 120_000 }], []);
    expect(sum(frames)).toEqual([2]);
    expect(learnt).toEqual([]);
  });
});

describe('two pictures of faces', () => {
  const second = moved(poster, -0.65);

  it('are told together, whenever one is added', () => {
    const both = picture([student, hung, { box: second, change: printed }]);
    const { learnt, last } = run([known, { frame: both, forMs: 30_000 }], [poster, second]);
    expect(learnt.map(({ boxes }) => boxes)).toEqual([[poster], [poster, second]]);
    expect(last).toMatchObject({ faces: 1, background: 2 });
  });
});

describe('nothing is learnt', () => {
  it('of a picture that stands still: nobody could be seen to move', () => {
    const frozen = { ...withPoster, difference: 0, noise: 0 };
    const { frames, learnt } = run([{ frame: frozen, forMs: 120_000 }]);
    expect(sum(frames)).toEqual([1]);
    expect(learnt).toEqual([]);
  });

  it('of the time between two pictures that are far apart, or that the clock made up', () => {
    const half = { frame: withPoster, forMs: stillMs / 2 };
    for (const jump of [jumpMs + 1, 3_600_000, -3_600_000]) {
      expect(run([half, { ...half, jumpMs: jump }]).learnt).toEqual([]);
      expect(run([half, { ...half, jumpMs: jump }, half]).learnt).toHaveLength(1);
    }
  });

  it('of a glance but who is there', () => {
    const glance = {
      ...withPoster,
      look: 'glance' as const,
      face: null,
      others: [],
      boxes: withPoster.boxes.filter(({ source }) => source === 'detector'),
    };
    const { last, learnt } = run([{ frame: glance, forMs: 30_000 }]);
    expect(last).toMatchObject({ look: 'glance', faces: 1, background: 1, face: null });
    expect(learnt).toHaveLength(1);
  });
});

it('never leaves out more than it was calibrated to, nor counts less than the others', () => {
  const share = fc.double({ min: 0, max: 0.9, noNaN: true });
  const face = fc.record({
    box: fc.record({
      x: share,
      y: share,
      w: fc.double({ min: 0.02, max: 0.4, noNaN: true }),
      h: fc.double({ min: 0.02, max: 0.6, noNaN: true }),
    }),
    change: fc.double({ min: 0, max: 20, noNaN: true }),
  });
  const near = fc
    .tuple(share, share)
    .map(([a, b]) => ({ box: moved(poster, a / 20, b / 20), change: a }));
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.oneof(face, near), { maxLength: 4 }), { maxLength: 40 }),
      (all) => {
        let state: Background = noBackground;
        all.forEach((faces, i) => {
          const frame = picture(faces);
          const look = leaveOutBackground(state, frame, i * 200, [poster, seat]);
          state = look.state;
          expect(look.frame.background).toBeLessThanOrEqual(2);
          expect(look.frame.faces).toBeGreaterThanOrEqual(frame.faces - 2);
          expect(look.frame.faces).toBeLessThanOrEqual(frame.faces);
        });
      },
    ),
  );
});

it('knows what may become of a face', () => {
  const { states, events, next } = placeLifecycle;
  const table = states.map((state) => [
    state,
    ...events.map((event) => {
      const to = next(state, event);
      return to.moved ? to.state : '–';
    }),
  ]);
  expect(table).toEqual([
    ['candidate', 'background', 'live', 'candidate'],
    ['background', '–', 'live', 'candidate'],
    ['live', '–', '–', '–'],
  ]);
});
