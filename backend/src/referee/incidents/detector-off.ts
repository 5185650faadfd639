import type { FrameEvent, Incident, TechnicalIncident } from '@invigil/shared-types';

/** A detector's own word that it was wrong about somebody. */
export type DetectorOff = NonNullable<TechnicalIncident['detector']>;

/**
 * Why something of that type and time does not count because its detector has switched itself off;
 * undefined where it may count.
 *
 * @param incidents of one attempt, in any order
 * @param capturedAt milliseconds since the epoch
 */
export function detectorOffAt(
  incidents: readonly Incident[],
  type: Incident['type'],
  capturedAt: number,
): DetectorOff | undefined {
  return detectorsOff(incidents).find(
    ({ detector, disregardedFrom }) => detector === type && capturedAt >= disregardedFrom,
  );
}

/** The detectors of one attempt that have switched themselves off. */
export function detectorsOff(incidents: readonly Incident[]): DetectorOff[] {
  return incidents.flatMap((incident) =>
    incident.kind === 'technical' && incident.detector !== null ? [incident.detector] : [],
  );
}

/** What the log says of it. */
export function detectorOffParticulars(
  { detector, share, calmMs, disregardedFrom }: DetectorOff,
  at: number,
): Pick<FrameEvent, 'reason' | 'detail'> {
  return {
    reason: detector,
    detail: { ...doubtFigures({ share, calmMs }), forMs: at - disregardedFrom },
  };
}

/** In which share of how much calm time it claimed; the share to hundredths. */
export function doubtFigures({ share, calmMs }: Pick<DetectorOff, 'share' | 'calmMs'>) {
  return { share: Math.round(share * 100) / 100, calmMs };
}
