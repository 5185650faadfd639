import type { AttemptReport, Incident, TechnicalType } from '@invigil/shared-types';

/** Troubles in which the student was neither gone nor unseen. */
const noGap: readonly TechnicalType[] = ['analysis_slow', 'analysis_unavailable', 'detector_off'];

/** The times in which the student could not be seen or heard, through nobody's fault, oldest first. */
export function gapsOf(incidents: readonly Incident[]): AttemptReport['gaps'] {
  return incidents.flatMap((incident) => {
    if (incident.kind !== 'technical' || noGap.includes(incident.type)) return [];
    const { id, type, capturedAt, endedAt } = incident;
    return [{ incidentId: id, type, from: capturedAt, to: endedAt }];
  });
}
