import { labelOf, technicalLabels, troubleCatalogue, type Incident } from '@invigil/shared-types';

/** For invigilators: what was seen, or what is technically wrong, as exactly as it is known. */
export function incidentLabel(incident: Incident): string {
  if (incident.kind !== 'technical') return labelOf(incident.type);
  return incident.cause === null
    ? technicalLabels[incident.type]
    : troubleCatalogue[incident.cause].label;
}
