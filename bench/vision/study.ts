import type { Calibration } from '../../extension/sitting/calibration.ts';
import type { FrameSignals } from '../../extension/vision/frame-signals.ts';
import type { Condition } from './conditions.ts';
import { decode, decodeClip } from './decode.ts';
import type { Eyes } from './eyes/eyes.ts';
import type { Points } from './eyes/protocol.ts';
import { expectedOf, judgedTypes, lightOf, type Expected, type JudgedType } from './expected.ts';
import { withEyesAside } from './irises.ts';
import {
  calibrationBy,
  claimsIn,
  everyMs,
  heldFor,
  isClaimed,
  longestShownMs,
  mirroredCalibration,
} from './judge.ts';
import type { LabelledClip, Material, Shown } from './labels.ts';
import { meanLuma, noisy, type Picture } from './picture.ts';
import { naiveClaims, officialClaims } from './rivals.ts';

/** A picture as it was labelled, and whose calibration it is judged by. */
export interface Case {
  readonly shown: Shown;
  readonly picture: Picture;
  readonly faces: readonly Points[];
  readonly calibration: Calibration | null;
  /** Its eyes were moved by computer. */
  readonly isSynthetic: boolean;
}

/** What one violation ought to be in one picture, and what three ways of judging made of it. */
export interface Verdict {
  readonly id: string;
  readonly condition: string;
  readonly type: JudgedType;
  readonly isSynthetic: boolean;
  readonly expected: Expected;
  readonly agent: boolean;
  readonly naive: boolean;
  /** Null where there is no official model. */
  readonly official: boolean | null;
}

/** Pictures with fresh noise that are measured of each case. */
const measuredPictures = 6;
/** Of a webcam in room light. Grey levels. */
export const sensorNoise = 1.5;

/**
 * Half eye widths by which irises are moved: an eyeball turns 40° to either side, well beyond any
 * screen, and 10°, which is still on it. What lies between is the screen's edge, and nobody's to judge.
 */
const asides = [
  { by: 0.51, eyes: 'away' },
  { by: -0.51, eyes: 'away' },
  { by: 0.14, eyes: 'here' },
  { by: -0.14, eyes: 'here' },
] as const;
/** Film pictures are too much alike for each of them to be made aside. */
const asideFrom = (id: string) => !id.startsWith('webcam') || /-(0|12)s$/.test(id);

/** Decodes the pictures, finds their faces, and learns how each person looks at their screen. */
export async function prepare(
  material: Material,
  eyes: Eyes,
  pictures: Material['pictures'],
): Promise<Case[]> {
  const found: Omit<Case, 'calibration'>[] = [];
  const calibrations = new Map<string, Calibration>();
  for (const shown of pictures) {
    const picture = await decode(shown, material);
    const faces = await eyes.points(picture, 'face_landmarker');
    found.push({ shown, picture, faces, isSynthetic: false });
    const [person = '', ...others] = shown.people;
    const looksHere = shown.head === 'straight' && shown.eyes === 'here' && others.length === 0;
    const [face] = faces;
    if (!looksHere || face === undefined) continue;
    if (!calibrations.has(person)) {
      const learnt = calibrationBy(await measure(eyes, picture, 1));
      if (learnt !== null) calibrations.set(person, learnt);
    }
    if (!asideFrom(shown.id)) continue;
    for (const { by, eyes: gaze } of asides) {
      const id = `${shown.id}, eyes ${by > 0 ? '+' : ''}${by}`;
      const moved = withEyesAside(picture, face, by);
      found.push({ shown: { ...shown, id, eyes: gaze }, picture: moved, faces, isSynthetic: true });
    }
  }
  const typical = typicalOf([...calibrations.values()]);
  return found.map((each) => ({
    ...each,
    calibration: calibrations.get(each.shown.people[0] ?? '') ?? typical,
  }));
}

/** Of somebody who was never seen looking straight: as the others do on average. */
function typicalOf(known: readonly Calibration[]): Calibration | null {
  const [first] = known;
  if (first === undefined) return null;
  const mean = (of: (each: Calibration) => number) =>
    known.reduce((sum, each) => sum + of(each), 0) / known.length;
  return {
    neutral: {
      yaw: 0,
      pitch: mean(({ neutral }) => neutral.pitch),
      gazeX: mean(({ neutral }) => neutral.gazeX),
      gazeY: mean(({ neutral }) => neutral.gazeY),
    },
    gazeRange: {
      x: [mean(({ gazeRange }) => gazeRange.x[0]), mean(({ gazeRange }) => gazeRange.x[1])],
      y: [mean(({ gazeRange }) => gazeRange.y[0]), mean(({ gazeRange }) => gazeRange.y[1])],
    },
    background: [],
  };
}

/** Judges one case under one condition in all three ways. */
export async function judge(
  { shown, picture, faces, calibration, isSynthetic }: Case,
  condition: Condition,
  eyes: Eyes,
  withOfficial: boolean,
): Promise<Verdict[]> {
  const degraded = await condition.apply(picture, faces);
  const expected = expectedOf(shown, lightOf(meanLuma(degraded)), condition.toll);
  const measured = await measure(eyes, degraded, measuredPictures);
  const held = heldFor(measured, longestShownMs);
  const isMirrored = condition.name === 'mirrored' && calibration !== null;
  const claims = claimsIn(held, isMirrored ? mirroredCalibration(calibration) : calibration);
  const seenOnce = noisy(degraded, 1, sensorNoise);
  const [first] = measured;
  const naive = naiveClaims(await eyes.points(seenOnce, 'face_landmarker'), {
    luma: first?.luma ?? 0,
    sharpness: first?.sharpness ?? 0,
  });
  const official = withOfficial ? officialClaims(await eyes.points(seenOnce, 'official')) : null;
  // Of the same photograph, so that for all but its eyes it would only be counted again.
  const types: readonly JudgedType[] = isSynthetic ? ['gaze_away'] : judgedTypes;
  return types.map((type) => ({
    ...{ id: shown.id, condition: condition.name, type, isSynthetic, expected: expected[type] },
    agent: isClaimed(type, claims, expected[type] === 'yes'),
    naive: naive.has(type),
    official: official === null ? null : official.has(type),
  }));
}

function measure(eyes: Eyes, picture: Picture, count: number): Promise<readonly FrameSignals[]> {
  const sequence = Array.from({ length: count }, (_, seed) => noisy(picture, seed, sensorNoise));
  return eyes.see(sequence, everyMs);
}

/** The very same picture, again and again: a camera that stands still. */
export async function judgeFrozen({ shown, picture }: Case, eyes: Eyes): Promise<Verdict[]> {
  const still = Array.from({ length: measuredPictures }, () => picture);
  const frozenForMs = 12_000;
  const claims = claimsIn(heldFor(await eyes.see(still, everyMs), frozenForMs), null);
  const common = { id: shown.id, condition: 'frozen', isSynthetic: false };
  const rivals = { naive: false, official: null };
  const agent = isClaimed('poor_picture', claims, true);
  return [{ ...common, type: 'poor_picture', expected: 'yes', agent, ...rivals }];
}

/** A film of a student who gives no reason for any claim, judged picture by picture as it runs. */
export async function judgeClip(
  clip: LabelledClip,
  material: Material,
  eyes: Eyes,
): Promise<Verdict[]> {
  const pictures = await decodeClip(clip, material, 1000 / everyMs);
  const sequence = pictures.map((picture, seed) => noisy(picture, seed, sensorNoise));
  const frames = await eyes.see(sequence, everyMs);
  const calibratedFor = 3000 / everyMs;
  const claims = claimsIn(frames, calibrationBy(frames.slice(0, calibratedFor)));
  return judgedTypes.map((type) => ({
    ...{ id: clip.id, condition: 'film', type, isSynthetic: false, expected: 'no' },
    agent: isClaimed(type, claims, false),
    naive: false,
    official: null,
  }));
}

/**
 * A calm sitting: the film forwards and backwards with fresh noise.
 *
 * @returns how many pictures there were, and what was claimed (nothing, it is hoped)
 */
export async function judgeCalm(
  clip: LabelledClip,
  material: Material,
  eyes: Eyes,
  minutes: number,
  onProgress: (done: number) => void,
): Promise<{ readonly pictures: number; readonly claims: readonly string[] }> {
  const forwards = await decodeClip(clip, material, 1000 / everyMs);
  const loop = [...forwards, ...forwards.toReversed()];
  const count = Math.round((minutes * 60_000) / everyMs);
  const frames: FrameSignals[] = [];
  const atOnce = 50;
  for (let from = 0; from < count; from += atOnce) {
    const chunk = Array.from({ length: Math.min(atOnce, count - from) }, (_, index) => {
      const picture = loop[(from + index) % loop.length];
      if (picture === undefined) throw new Error(`there are no pictures in ${clip.id}`);
      return noisy(picture, from + index, sensorNoise);
    });
    frames.push(...(await eyes.see(chunk, everyMs, from > 0)));
    onProgress(frames.length / count);
  }
  const claims = claimsIn(frames, calibrationBy(frames.slice(0, 3000 / everyMs)));
  return {
    pictures: frames.length,
    claims: claims.map(({ type, at }) => `${type} after ${(at / 1000).toFixed(0)} s`),
  };
}
