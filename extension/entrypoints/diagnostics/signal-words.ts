import { config } from '../../config.ts';
import { isBlack, isBlurred, isDim, isStill } from '../../vision/detectors/picture-quality.ts';
import { aimOf, type Aim } from '../../vision/face-geometry.ts';
import type { Face, FrameSignals } from '../../vision/frame-signals.ts';

/** One measured quantity, as a person reads it. */
export interface SignalRow {
  readonly name: string;
  /** The number; a dash where it was not measured. */
  readonly value: string;
  readonly unit: string;
  /** What it says, in a few words, to the student. */
  readonly meaning: string;
}

/** Everything that was measured on one picture, always the same rows in the same order. */
export function signalRows(frame: FrameSignals): SignalRow[] {
  return [facesRow(frame), ...headRows(frame), ...eyeRows(frame), ...pictureRows(frame)];
}

function facesRow({ faces, background }: FrameSignals): SignalRow {
  const there =
    faces === 0 ? 'No face in the picture' : faces === 1 ? 'One face' : `${faces} faces`;
  const ignored =
    background === 0
      ? ''
      : `, and ${background === 1 ? 'a picture of one' : `${background} pictures of some`} in the background, left out`;
  return row('Faces', String(faces), '', there + ignored);
}

function headRows(frame: FrameSignals): SignalRow[] {
  const { face } = frame;
  const angle = (name: string, read: (face: Face) => number, words: Sides) => {
    if (face === null) return missing(name, 'degrees', absent(frame));
    const value = Math.round(read(face));
    return row(name, signed(value), 'degrees', sideWords(value, words, `${Math.abs(value)}°`));
  };
  return [
    angle('Head, sideways', ({ yaw }) => yaw, {
      none: 'Facing the camera',
      plus: 'Turned # to your left',
      minus: 'Turned # to your right',
    }),
    angle('Head, up and down', ({ pitch }) => pitch, {
      none: 'Level with the camera',
      plus: 'Lowered by #',
      minus: 'Raised by #',
    }),
    angle('Head, tilted', ({ roll }) => roll, {
      none: 'Upright',
      plus: 'Leaning # to your right',
      minus: 'Leaning # to your left',
    }),
    face === null
      ? missing('Face, width', 'pixels', absent(frame))
      : widthRow(Math.round(face.width * frame.picture.width)),
  ];
}

function widthRow(pixels: number): SignalRow {
  const enough = pixels >= config.detectors.gaze.minFacePixels;
  const meaning = enough
    ? 'Large enough to tell where your eyes point'
    : 'Too small to tell where your eyes point';
  return row('Face, width', String(pixels), 'pixels', meaning);
}

function eyeRows(frame: FrameSignals): SignalRow[] {
  const { face } = frame;
  const names = ['Eyes, sideways', 'Eyes, up and down', 'Eyes, open'] as const;
  const units = ['half eye widths', 'half eye widths', 'of an eye’s width'] as const;
  const aim = face === null ? null : aimOfFace(face);
  if (face === null || face.eyes === null || aim === null) {
    const why = face === null ? absent(frame) : 'Your eyes cannot be made out';
    return names.map((name, i) => missing(name, units[i] ?? '', why));
  }
  const { left, right } = face.eyes;
  const openness = Math.min(left.openness, right.openness);
  const open = openness >= config.detectors.gaze.minOpenness;
  const sideways = { none: 'To the camera', plus: 'To your left', minus: 'To your right' };
  const upright = { none: 'Level', plus: 'Lowered', minus: 'Raised' };
  return [
    row(names[0], signed(aim.x, 2), units[0], open ? eyeWords(aim.x, sideways) : closedWords),
    row(names[1], signed(aim.y, 2), units[1], open ? eyeWords(aim.y, upright) : closedWords),
    row(names[2], openness.toFixed(2), units[2], open ? 'Open' : 'Closed, or nearly'),
  ];
}

const closedWords = 'Cannot be told with closed eyes';

function eyeWords(value: number, words: Sides): string {
  const { steadyBelow, littleBelow } = config.diagnostics.eyes;
  const amount = Math.abs(value);
  const said = sideWords(amount < steadyBelow ? 0 : value, words);
  if (amount < steadyBelow || amount >= littleBelow) return said;
  return `A little ${said.charAt(0).toLowerCase()}${said.slice(1)}`;
}

function pictureRows(frame: FrameSignals): SignalRow[] {
  const { picture, luma, deviation, sharpness, difference, noise } = frame;
  const light = isBlack(frame)
    ? 'Black'
    : isDim(frame)
      ? 'Too dark to see you well'
      : 'Light enough';
  const flat = deviation < config.detectors.flatDeviation;
  // In the dark, sharpness says nothing: contrast falls with the light.
  const dark = luma < config.detectors.dimLuma;
  const sharp = isBlurred(frame) ? 'Blurred' : dark ? untold : 'In focus';
  const change = isStill(frame) ? 'The same picture as before' : 'A new picture';
  return [
    row('Brightness', luma.toFixed(0), 'of 255', light),
    row(
      'Contrast',
      deviation.toFixed(0),
      'grey levels',
      flat ? 'Nothing stands out' : 'Things stand out',
    ),
    row('Sharpness', sharpness.toFixed(0), '', sharp),
    difference === null
      ? missing('Change', 'grey levels', 'No picture before this one')
      : row('Change', difference.toFixed(2), 'grey levels', isBlack(frame) ? untold : change),
    noise === null
      ? missing('Noise', 'grey levels', 'No picture before this one')
      : row('Noise', noise.toFixed(2), 'grey levels', 'Changes though nothing moves'),
    row('Picture', `${picture.width} × ${picture.height}`, 'pixels', shapeWords(picture)),
  ];
}

const untold = 'Cannot be told in this light';

function shapeWords({ width, height }: FrameSignals['picture']): string {
  return height > width ? 'As your camera delivers it, upright' : 'As your camera delivers it';
}

/** Where both eyes point to, relative to the camera; null where nobody can tell. */
export function aimOfFace(face: Face): Aim | null {
  const { eyes, yaw } = face;
  return eyes === null ? null : aimOf({ eyes, yaw }, config.detectors.gaze.turnShare);
}

/**
 * A glance only counts faces. What was last measured on the face stays shown for a moment, so that a
 * machine that glances now and then does not blink at the reader.
 */
export function withLatestFace(
  shown: { readonly at: number; readonly frame: FrameSignals },
  latest: { readonly at: number; readonly face: Face } | null,
  staysMs: number,
): FrameSignals {
  const { at, frame } = shown;
  const usable = frame.look === 'glance' && frame.face === null && frame.faces > 0;
  if (!usable || latest === null || at - latest.at > staysMs) return frame;
  return { ...frame, face: latest.face };
}

/** What a number says on either side of nothing; `#` is where the amount goes. */
interface Sides {
  readonly none: string;
  readonly plus: string;
  readonly minus: string;
}

function sideWords(value: number, { none, plus, minus }: Sides, amount = ''): string {
  if (value === 0) return none;
  return (value > 0 ? plus : minus).replace('#', amount);
}

const absent = ({ look, faces }: FrameSignals) =>
  look === 'glance' && faces > 0 ? 'Not measured on this picture' : 'No face to measure';

const row = (name: string, value: string, unit: string, meaning: string): SignalRow => ({
  name,
  value,
  unit,
  meaning,
});
const missing = (name: string, unit: string, why: string) => row(name, '–', unit, why);

/** With a real minus sign, as wide as a digit; and no sign on nothing. */
function signed(value: number, digits = 0): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}
