import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aimOf, describeFaces, withDetections, type Landmark } from './face-geometry.ts';
import { faceSignalsSchema, type Face } from './frame-signals.ts';

/*
 * A head of few points, in millimetres (x to its left, y up, z out of the face), turned, looking
 * somewhere, and put anywhere into a picture as the landmark model gives it: without perspective.
 */
type Vector = readonly [number, number, number];

const eyeDepth = 4.5;
const irisRadius = 12;
const halfEye = 15;
const eyes = { right: { x: -32, iris: 468 }, left: { x: 32, iris: 473 } } as const;
const still: readonly (readonly [number, Vector])[] = [
  [33, [-47, 30, 0]],
  [133, [-17, 30, 0]],
  [362, [17, 30, 0]],
  [263, [47, 30, 0]],
  [127, [-70, 30, -40]],
  [356, [70, 30, -40]],
  [234, [-72, 10, -60]],
  [454, [72, 10, -60]],
  [132, [-65, -20, -45]],
  [361, [65, -20, -45]],
  [10, [0, 85, 5]],
  [152, [0, -90, 5]],
];

interface Pose {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}
interface Place {
  /** Of the head's middle, as shares of the picture. */
  readonly x: number;
  readonly y: number;
  /** Pixels of the picture in a millimetre. */
  readonly scale: number;
}
const ahead: Pose = { yaw: 0, pitch: 0, roll: 0 };
const middle: Place = { x: 0.5, y: 0.5, scale: 1 };
const picture = { width: 640, height: 360 };
const radians = (angle: number) => (angle * Math.PI) / 180;

/** Lowered by the pitch, then turned to the student's left by the yaw, then tilted. */
function turned([x, y, z]: Vector, { yaw, pitch, roll }: Pose): Vector {
  const [p, w, r] = [radians(pitch), radians(yaw), radians(roll)] as const;
  const [y1, z1] = [y * Math.cos(p) - z * Math.sin(p), y * Math.sin(p) + z * Math.cos(p)];
  const [x2, z2] = [x * Math.cos(w) + z1 * Math.sin(w), z1 * Math.cos(w) - x * Math.sin(w)];
  return [x2 * Math.cos(r) - y1 * Math.sin(r), x2 * Math.sin(r) + y1 * Math.cos(r), z2];
}

/** @param gaze of the eyes in the camera's space, like a pose */
function landmarks(pose: Pose, place: Place, gaze: Pose = pose, openness = 0.3): Landmark[] {
  const points = new Map<number, Vector>(
    still.map(([index, point]) => [index, turned(point, pose)]),
  );
  for (const { x, iris } of Object.values(eyes)) {
    const centre = turned([x, 30, -eyeDepth], pose);
    const out = turned([0, 0, irisRadius], gaze);
    points.set(iris, [centre[0] + out[0], centre[1] + out[1], centre[2] + out[2]]);
  }
  const lid = openness * halfEye;
  for (const [upper, lower, x] of [[159, 145, -32] as const, [386, 374, 32] as const]) {
    points.set(upper, turned([x, 30 + lid, 0], pose));
    points.set(lower, turned([x, 30 - lid, 0], pose));
  }
  return Array.from({ length: 478 }, (_, index) => {
    // Every other landmark is somewhere on the face.
    const [x, y, z] = points.get(index) ?? turned([0, 0, 20], pose);
    return {
      x: place.x + (x * place.scale) / picture.width,
      y: place.y - (y * place.scale) / picture.height,
      z: (-z * place.scale) / picture.width,
    };
  });
}

const describeOne = (points: readonly Landmark[]): Face => {
  const { face } = describeFaces({ landmarks: [points], detections: [], picture });
  if (face === null) throw new Error('no face');
  return face;
};

const angle = fc.integer({ min: -60, max: 60 });
const pose = fc.record({ yaw: angle, pitch: angle, roll: fc.integer({ min: -40, max: 40 }) });
const place = fc.record({
  x: fc.double({ min: 0, max: 1, noNaN: true }),
  y: fc.double({ min: 0, max: 1, noNaN: true }),
  scale: fc.double({ min: 0.2, max: 3, noNaN: true }),
});

describe('the pose', () => {
  it('is positive to the student’s left, which the picture has on the right, and downwards', () => {
    const nose = turned([0, 0, 100], { ...ahead, yaw: 30 });
    expect(nose[0]).toBeGreaterThan(0);
    expect(describeOne(landmarks({ ...ahead, yaw: 30 }, middle)).yaw).toBeCloseTo(30, 1);
    expect(turned([0, 0, 100], { ...ahead, pitch: 30 })[1]).toBeLessThan(0);
    expect(describeOne(landmarks({ ...ahead, pitch: 30 }, middle)).pitch).toBeCloseTo(30, 1);
    expect(describeOne(landmarks({ ...ahead, roll: 30 }, middle)).roll).toBeCloseTo(30, 1);
  });

  it('is read back whatever the other angles are, wherever the student sits', () => {
    fc.assert(
      fc.property(pose, place, (as, at) => {
        const face = describeOne(landmarks(as, at));
        expect(face.yaw).toBeCloseTo(as.yaw, 1);
        expect(face.pitch).toBeCloseTo(as.pitch, 1);
      }),
    );
  });
});

describe('the eyes', () => {
  const lookOf = (head: Pose, gaze: Pose, at = middle): Face =>
    describeOne(landmarks(head, at, gaze));

  it('are in the middle where they look straight ahead', () => {
    const { eyes: both } = lookOf(ahead, ahead);
    for (const eye of [both?.left, both?.right]) {
      expect(eye).toMatchObject({ openness: 0.3 });
      expect(eye?.x).toBeCloseTo(0);
      expect(eye?.y).toBeCloseTo(0);
    }
  });

  it('are positive to the student’s left and downwards, each by itself', () => {
    const { eyes: both } = lookOf(ahead, { ...ahead, yaw: 20, pitch: 15 });
    const sideways = (irisRadius * Math.sin(radians(20)) * Math.cos(radians(15))) / halfEye;
    for (const eye of [both?.left, both?.right]) {
      expect(eye?.x).toBeCloseTo(sideways, 2);
      expect(eye?.y).toBeCloseTo((irisRadius * Math.sin(radians(15))) / halfEye, 2);
    }
    const points = landmarks(ahead, middle);
    points[468] = { ...points[33]!, z: 0 };
    expect(describeOne(points).eyes).toMatchObject({ right: { x: -1 }, left: { x: 0 } });
  });

  it('measure the same in a tilted head and anywhere in the picture', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30, max: 30 }), place, (roll, at) => {
        const upright = lookOf(ahead, { ...ahead, yaw: 20 }).eyes;
        const tilted = lookOf({ ...ahead, roll }, { ...ahead, yaw: 20, roll }, at).eyes;
        expect(tilted?.left.x).toBeCloseTo(upright?.left.x ?? NaN, 2);
        expect(tilted?.left.openness).toBeCloseTo(0.3, 2);
      }),
    );
  });

  it('aim at the camera as long as they look into it, whatever the head does', () => {
    const turnShare = eyeDepth / halfEye;
    for (const yaw of [-30, -15, 0, 15, 30]) {
      const face = lookOf({ ...ahead, yaw }, ahead);
      if (face.eyes === null) throw new Error('no eyes');
      expect(aimOf({ ...face, eyes: face.eyes }, turnShare).x).toBeCloseTo(0, 2);
    }
  });

  it('aim where head and eyes point to together', () => {
    const face = lookOf({ ...ahead, yaw: 15 }, { ...ahead, yaw: 30 });
    if (face.eyes === null) throw new Error('no eyes');
    // Seen from the side, an eye is narrower.
    const expected = (irisRadius * Math.sin(radians(30))) / halfEye / Math.cos(radians(15));
    expect(aimOf({ ...face, eyes: face.eyes }, eyeDepth / halfEye).x).toBeCloseTo(expected, 2);
  });

  it('are none where the model gives no irises', () => {
    expect(describeOne(landmarks(ahead, middle).slice(0, 468)).eyes).toBeNull();
  });
});

describe('describeFaces', () => {
  const box = (originX: number, width = 64) => ({
    boundingBox: { originX, originY: 36, width, height: 72 },
  });

  it('takes the larger of both counts', () => {
    const one = [landmarks(ahead, middle)];
    const none = { landmarks: [], detections: [], picture };
    expect(describeFaces(none)).toEqual({
      look: 'full',
      faces: 0,
      boxes: [],
      face: null,
      others: [],
      roughYaw: null,
    });
    expect(describeFaces({ ...none, landmarks: one, detections: [box(0), box(200)] }).faces).toBe(
      2,
    );
    expect(
      describeFaces({ ...none, landmarks: [...one, ...one], detections: [box(0)] }).faces,
    ).toBe(2);
    const crowd = Array.from({ length: 50 }, () => box(0));
    expect(describeFaces({ ...none, detections: crowd }).faces).toBe(20);
  });

  it('tells a look that counted faces from one that found none', () => {
    const glance = describeFaces({ landmarks: null, detections: [box(64)], picture });
    expect(glance).toMatchObject({ look: 'glance', faces: 1, face: null });
  });

  it('says where each face is and who found it, within the picture', () => {
    const { boxes } = describeFaces({
      landmarks: [landmarks(ahead, middle)],
      detections: [box(64), box(-32), box(608)],
      picture,
    });
    expect(boxes.map(({ source, x, w }) => [source, x, w])).toEqual([
      ['detector', 0.1, 0.1],
      ['detector', 0, 0.05],
      ['detector', 0.95, 0.05],
      ['landmarker', 0.388, 0.225],
    ]);
  });

  it('describes the largest face, and then the others', () => {
    const small = landmarks({ ...ahead, yaw: 40 }, { x: 0.2, y: 0.5, scale: 0.5 });
    const large = landmarks({ ...ahead, yaw: -20 }, { x: 0.7, y: 0.5, scale: 1.5 });
    for (const both of [
      [small, large],
      [large, small],
    ]) {
      const { face, others, boxes } = describeFaces({ landmarks: both, detections: [], picture });
      expect(face?.yaw).toBeCloseTo(-20, 1);
      expect(face?.width).toBeGreaterThan(0.3);
      expect(others.map(({ yaw }) => Math.round(yaw))).toEqual([40]);
      // Each is found among the boxes by its place.
      const places = boxes.map(({ x, y, w, h }) => ({ x, y, w, h }));
      expect(places).toContainEqual(face?.box);
      expect(places).toContainEqual(others[0]?.box);
    }
  });

  it('knows how wide a face is that goes on beyond the picture', () => {
    const { face } = describeFaces({
      landmarks: [landmarks(ahead, { ...middle, x: 0 })],
      detections: [],
      picture,
    });
    expect(face?.width).toBeCloseTo(0.225, 2);
    expect(face?.box.w).toBeCloseTo(0.1125, 2);
  });

  /** Turned to the student's left: the nose has passed the middle between the ears. */
  const profile = {
    ...box(64),
    keypoints: [0.12, 0.15, 0.19, 0.17, 0.11, 0.16].map((x) => ({ x, y: 0.3 })),
  };

  it('tells a rough yaw of the only face, and only where no landmarks do', () => {
    const of = (landmarksFound: readonly Landmark[][], detections: readonly object[]) =>
      describeFaces({ landmarks: landmarksFound, detections, picture }).roughYaw;
    expect(of([], [profile])).toBe(52.9);
    expect(of([landmarks(ahead, middle)], [profile])).toBeNull();
    expect(of([], [profile, box(300)])).toBeNull();
    expect(of([], [])).toBeNull();
  });

  it('counts what a closer look has found besides', () => {
    const one = describeFaces({
      landmarks: [landmarks(ahead, middle)],
      detections: [box(64)],
      picture,
    });
    const two = withDetections(one, [box(64), box(320, 32)], picture);
    expect(two).toMatchObject({ faces: 2, face: one.face });
    expect(two.boxes.map(({ source, x }) => [source, x])).toEqual([
      ['detector', 0.1],
      ['detector', 0.5],
      ['landmarker', 0.388],
    ]);
    const none = describeFaces({ landmarks: [], detections: [], picture });
    expect(withDetections(none, [profile], picture)).toMatchObject({ faces: 1, face: null });
    expect(withDetections(none, [profile], picture).roughYaw).toBe(52.9);
    expect(withDetections(one, [profile], picture).roughYaw).toBeNull();
    const crowd = Array.from({ length: 50 }, () => box(0));
    expect(withDetections(none, crowd, picture).faces).toBe(20);
  });

  it('has no face where there are too few landmarks', () => {
    const { faces, face } = describeFaces({
      landmarks: [[], [{ x: 0.5, y: 0.5, z: 0 }]],
      detections: [{}],
      picture,
    });
    expect(faces).toBe(2);
    expect(face).toBeNull();
  });

  it('gives what its schema allows, wherever the model sees landmarks', () => {
    const far = fc.double({ min: -2, max: 3, noNaN: true });
    const points = fc.array(fc.record({ x: far, y: far, z: far }), {
      minLength: 478,
      maxLength: 478,
    });
    fc.assert(
      fc.property(fc.array(points, { maxLength: 2 }), far, (found, x) => {
        const signals = describeFaces({
          landmarks: found,
          detections: [box(x * picture.width)],
          picture,
        });
        expect(faceSignalsSchema.parse(signals)).toEqual(signals);
      }),
      { numRuns: 50 },
    );
  });
});
