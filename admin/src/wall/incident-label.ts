import {
  labelOf,
  noteLabels,
  technicalLabels,
  troubleCatalogue,
  type Incident,
  type TechnicalIncident,
} from '@invigil/shared-types';

/** For invigilators: what was seen, or what is technically wrong, as exactly as it is known. */
export function incidentLabel(incident: Incident): string {
  switch (incident.kind) {
    case 'violation':
    case 'page_event':
    case 'contradiction':
      return labelOf(incident.type);
    case 'technical':
      return technicalLabel(incident);
    case 'note':
      return noteLabels[incident.type] + (incident.again ? ' again' : '');
  }
}

function technicalLabel({ type, cause, detector }: TechnicalIncident): string {
  if (detector !== null) return `${technicalLabels[type]}: ${labelOf(detector.detector)}`;
  return cause === null ? technicalLabels[type] : troubleCatalogue[cause].label;
}
