import {
  catalogue,
  type ContradictionIncident,
  type Incident,
  type PageEventIncident,
  type TechnicalIncident,
  type ViolationIncident,
  technicalLabels,
  noteLabels,
  troubleCatalogue,
  labelOf,
} from '@invigil/shared-types';
import {
  contradictionWords,
  count,
  duration,
  lowerFirst,
  shareOfCalm,
} from '../../referee/index.ts';

/** What an incident is called, noun first. */
export function titleOf(incident: Incident): string {
  switch (incident.kind) {
    case 'technical':
      return technicalLabels[incident.type];
    case 'note':
      return noteLabels[incident.type];
    default:
      return labelOf(incident.type);
  }
}

/** What was measured, in plain words: what was seen, never what it means. */
export function measured(incident: Incident): string {
  switch (incident.kind) {
    case 'violation':
      return ofViolation(incident);
    case 'page_event':
      return ofPageEvent(incident);
    case 'contradiction':
      return ofContradiction(incident);
    case 'technical':
      return ofTechnical(incident);
    case 'note':
      return `${noteLabels[incident.type]}${incident.again ? ' again' : ''}.`;
  }
}

function ofViolation({ type, heldMs, signals }: ViolationIncident): string {
  const { checks } = catalogue[type];
  const held =
    checks === undefined
      ? `It had held for ${duration(heldMs)}.`
      : `At least ${checks.failed} of the latest ${checks.of} comparisons failed.`;
  if (signals === null) return held;
  const seen = {
    multiple_faces: `${sentence(count(signals.faces, 'face'))} in the picture.`,
    no_face: `${sentence(count(signals.faces, 'face'))} in the picture.`,
    camera_blackout: brightness(signals.luma),
    low_light: brightness(signals.luma),
    poor_picture: pictureQuality(signals),
    head_turned: turn(signals.yaw, signals.pitch),
    gaze_away: `Eyes away from the screen. ${turn(signals.yaw, signals.pitch)}`,
    identity_mismatch:
      signals.identity === null
        ? 'The face was compared with the one at the start.'
        : `Distance of the face to the one at the start: ${signals.identity.toFixed(2)} (0 is the same, 2 the most).`,
  }[type];
  return `${seen.trim()} ${held}`;
}

const brightness = (luma: number): string =>
  `Mean brightness of the picture: ${Math.round(luma)} of 255.`;

function pictureQuality({
  sharpness,
  difference,
}: NonNullable<ViolationIncident['signals']>): string {
  const parts = [
    ...(sharpness === null ? [] : [`sharpness ${Math.round(sharpness)}`]),
    ...(difference === null
      ? []
      : [`difference to the picture before ${difference.toFixed(1)} of 255`]),
  ];
  return parts.length === 0 ? 'The picture was measured.' : `${sentence(parts.join(', '))}.`;
}

function turn(yaw: number | null, pitch: number | null): string {
  if (yaw === null || pitch === null) return '';
  const side = yaw > 0 ? 'to the student’s left' : 'to the student’s right';
  const tilt = pitch > 0 ? 'down' : 'up';
  return `Head turned ${Math.abs(Math.round(yaw))}° ${side} and ${Math.abs(Math.round(pitch))}° ${tilt}.`;
}

function ofPageEvent({ durationMs }: PageEventIncident): string {
  if (durationMs === null) return 'It had not ended when the record ends.';
  return durationMs === 0 ? 'Seen by the browser, once.' : `It lasted for ${duration(durationMs)}.`;
}

function ofContradiction({ contradiction, looks }: ContradictionIncident): string {
  const told = looks.map(({ saw, said }) => {
    const agent =
      said === null ? 'the agent had reported nothing' : `the agent had reported ${said}`;
    return `${count(saw, 'face')} in the video, ${agent}`;
  });
  return `Twice running: ${contradictionWords[contradiction]}. The two looks: ${told.join('; ')}.`;
}

function ofTechnical({ cause, capturedAt, endedAt, detector }: TechnicalIncident): string {
  if (detector !== null) {
    const { detector: type, share, calmMs } = detector;
    return `It looks for: ${lowerFirst(catalogue[type].label)}. It claimed ${shareOfCalm(share, calmMs)}. What it claimed does not count.`;
  }
  const why = cause === null ? '' : ` Cause: ${lowerFirst(troubleCatalogue[cause].label)}.`;
  const lasted =
    endedAt === null
      ? 'It had not ended when the record ends.'
      : `It lasted for ${duration(endedAt - capturedAt)}.`;
  return `${lasted}${why} Nobody’s fault: it never scores.`;
}

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
