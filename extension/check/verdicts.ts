import { config } from '../config.ts';
import { median, type Analysis, type FrameSignals } from '../vision/index.ts';
import { failed, passed, warned, type Finding } from './finding.ts';
import type { Watched } from './pictures.ts';

/* From what was measured to what it means for the exam. Pure. */

const rules = config.check;

/** Pictures that came straight from the camera. */
export function cameraVerdict({ pictures, ms, width, height }: Watched): Finding {
  if (pictures === 0) return failed('no_picture');
  const perSecond = rounded(rateOf(pictures, ms), 1);
  const figures = { width, height, perSecond };
  return perSecond < rules.camera.leastRate ? warned('few_pictures', figures) : passed(figures);
}

/** The light in the first pictures that were measured. */
export function lightVerdict(frames: readonly Pick<FrameSignals, 'luma' | 'deviation'>[]): Finding {
  const luma = rounded(median(frames.map((frame) => frame.luma)), 0);
  const deviation = median(frames.map((frame) => frame.deviation));
  const { dimLuma, blackoutLuma, flatDeviation } = config.detectors;
  if (luma < blackoutLuma && deviation < flatDeviation) return failed('black', { luma });
  return luma < dimLuma ? warned('too_dark', { luma }) : passed({ luma });
}

/** What of a look matters here. */
export type FaceLook = Pick<FrameSignals, 'look' | 'faces' | 'face' | 'picture'>;

/**
 * The newest looks.
 *
 * @returns null for as long as they do not agree on one face that is large enough
 */
export function faceFound(looks: readonly FaceLook[]): Finding | null {
  const latest = looks.slice(-rules.faceLooks);
  const finding = latest.length < rules.faceLooks ? null : latest.map(faceIn);
  return finding?.every(({ outcome }) => outcome === 'passed') === true
    ? (finding.at(-1) ?? null)
    : null;
}

/** What the looks come to that never agreed: the most that was wrong lately. */
export function faceVerdict(looks: readonly FaceLook[]): Finding {
  const latest = looks.slice(-rules.faceLooks).map(faceIn);
  return (
    latest.find(({ outcome }) => outcome === 'warned') ??
    latest.find(({ outcome }) => outcome === 'failed') ??
    latest.at(-1) ??
    warned('not_analysed')
  );
}

/** A glance says how many faces there are, and not how large one is. */
function faceIn({ look, faces, face, picture }: FaceLook): Finding {
  if (faces === 0) return failed('no_face', { faces });
  if (faces > 1) return warned('several_faces', { faces });
  if (look === 'glance' || face === null) return passed({ faces });
  const pixels = rounded(face.width * picture.width, 0);
  return pixels < config.calibration.minFacePixels
    ? warned('face_too_small', { faces, pixels })
    : passed({ faces, pixels });
}

/** How well this computer keeps up. */
export function analysisVerdict(measured: {
  /** The newest analysis; it carries the budget's own figures. */
  readonly latest: Analysis['analysis'] | null;
  readonly analyses: number;
  /** Milliseconds. */
  readonly ms: number;
  /** GB, as the browser rounds them; null where it does not say. */
  readonly memory: number | null;
}): Finding {
  const { latest, analyses, ms, memory } = measured;
  if (latest === null) return warned('slow_analysis', { perSecond: 0 });
  const perSecond = rounded(rateOf(analyses, ms), 1);
  const figures = {
    perSecond,
    msPerPicture: rounded(latest.msPerFrame, 0),
    corePercent: rounded(latest.coreShare * 100, 0),
    delegate: latest.delegate,
    ...(memory === null ? {} : { memoryGb: memory }),
  };
  if (perSecond < config.analysis.slow.belowRate) return warned('slow_analysis', figures);
  const isLittle = memory !== null && memory < rules.analysis.leastMemory;
  return isLittle ? warned('little_memory', figures) : passed(figures);
}

/** @param offsetMs what to add to this machine's time to get the server's; null: it was never told */
export function clockVerdict(offsetMs: number | null): Finding {
  if (offsetMs === null) return failed('clock_unread');
  const figures = { offMs: rounded(offsetMs, 0) };
  return Math.abs(offsetMs) > rules.clockOffMs ? warned('clock_off', figures) : passed(figures);
}

/** The video that came back. */
export function mediaVerdict({ pictures, ms }: Watched, protocol: 'udp' | 'tcp' | null): Finding {
  const figures = { pictures, ms: rounded(ms, 0), ...(protocol === null ? {} : { protocol }) };
  if (pictures === 0) return failed(protocol === null ? 'no_way' : 'nothing_back', figures);
  if (pictures < rules.media.leastPictures) return warned('little_back', figures);
  return protocol === 'tcp' ? warned('over_tcp', figures) : passed(figures);
}

/** @param line kbit/s each way; null where it was not to be measured */
export function speedVerdict(line: {
  readonly up: number | null;
  readonly down: number | null;
}): Finding {
  const { up, down } = line;
  if (up === null || down === null) return warned('speed_unmeasured');
  const figures = { up: rounded(up, 0), down: rounded(down, 0) };
  const { speed } = rules;
  if (up < speed.up.least || down < speed.down.least) return failed('too_slow_line', figures);
  return up < speed.up.needed || down < speed.down.needed
    ? warned('slow_line', figures)
    : passed(figures);
}

/**
 * @param isExtended whether the desktop has further displays; null where the browser does not say
 * @param isAsked whether the exam looks for that
 */
export function displayVerdict(isExtended: boolean | null, isAsked: boolean): Finding {
  const figures = {
    displays: isExtended === null ? 'unknown' : isExtended ? 'several' : 'one',
    asked: isAsked ? 'one' : 'any',
  };
  return isExtended === true && isAsked ? warned('several_displays', figures) : passed(figures);
}

/** Per second; the first of them begins the time. */
const rateOf = (count: number, ms: number) => (ms > 0 ? ((count - 1) * 1000) / ms : 0);

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
