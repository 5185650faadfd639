import type { Incident, TechnicalIncident } from '@invigil/shared-types';
import { labelFor, t, troubleLabelFor } from '../i18n/index.ts';

/** For invigilators, in the language in use: what was seen, or what is technically wrong, as exactly as it is known. */
export function incidentLabel(incident: Incident): string {
  switch (incident.kind) {
    case 'violation':
    case 'page_event':
    case 'contradiction':
      return labelFor(incident.type);
    case 'technical':
      return technicalLabel(incident);
    case 'note':
      return incident.again
        ? t('wall.again', { label: labelFor(incident.type) })
        : labelFor(incident.type);
  }
}

function technicalLabel({ type, cause, detector }: TechnicalIncident): string {
  if (detector !== null) {
    return t('wall.detectorOff', { label: labelFor(type), detector: labelFor(detector.detector) });
  }
  return cause === null ? labelFor(type) : troubleLabelFor(cause);
}
