import type { Evidence, Incident } from '@invigil/shared-types';
import { t } from '../i18n/index.ts';
import { lookWords, stillFailureWords } from './incident-words.ts';

/** Who took a picture: the agent on the student's machine, or the server from the stream. */
export type PictureSource = 'agent' | 'witness';

/** One place for a picture of an incident: there, on its way, or missing for a reason. */
export type Picture = {
  readonly key: string;
  readonly incidentId: string;
  readonly source: PictureSource;
} & (
  | { readonly state: 'taken'; readonly evidence: Evidence; readonly note: string | null }
  | { readonly state: 'awaited' }
  | { readonly state: 'missing'; readonly why: string }
);

/** The pictures of an incident in the order in which they are shown; none for what has no picture. */
export function picturesOf(incident: Incident): Picture[] {
  switch (incident.kind) {
    case 'violation': {
      const { id: incidentId, evidence } = incident;
      return [
        { key: 'agent', incidentId, source: 'agent', state: 'taken', evidence, note: null },
        witnessPicture(incident),
      ];
    }
    case 'contradiction':
      return incident.looks.map((look, index) => ({
        key: `look-${index}`,
        incidentId: incident.id,
        source: 'witness',
        state: 'taken',
        evidence: look.evidence,
        note: lookWords(look, incident.contradiction),
      }));
    case 'page_event':
    case 'technical':
    case 'note':
      return [];
  }
}

function witnessPicture({ id, witness }: Extract<Incident, { kind: 'violation' }>): Picture {
  const place = { key: 'witness', incidentId: id, source: 'witness' } as const;
  switch (witness.state) {
    case 'awaited':
      return { ...place, state: 'awaited' };
    case 'missing':
      return { ...place, state: 'missing', why: stillFailureWords(witness.reason) };
    case 'taken': {
      const { evidence, faces } = witness;
      return {
        ...place,
        state: 'taken',
        evidence,
        note: faces === null ? null : t('review.pictures.counted', faces),
      };
    }
  }
}
