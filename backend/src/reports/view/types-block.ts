import { countedTypes, labelOf, type JudgedIncident, type Review } from '@invigil/shared-types';
import type { Block } from './document.ts';

/** What was seen, type by type, on the first page. */
export function typesBlock(judged: readonly JudgedIncident[]): Block {
  const types = countedTypes.filter((type) => judged.some((incident) => incident.type === type));
  return {
    kind: 'table',
    caption: 'What was seen, and what people made of it',
    columns: [
      { title: 'Type', share: 0.48 },
      { title: 'Incidents', share: 0.13, align: 'end' },
      { title: 'Accepted', share: 0.13, align: 'end' },
      { title: 'Dismissed', share: 0.13, align: 'end' },
      { title: 'Open', share: 0.13, align: 'end' },
    ],
    rows: types.map((type) => {
      const ofType = judged.filter((incident) => incident.type === type);
      const [accepted, dismissed] = [inState(ofType, 'accepted'), inState(ofType, 'dismissed')];
      const open = ofType.length - accepted - dismissed;
      return [labelOf(type), ...[ofType.length, accepted, dismissed, open].map(String)];
    }),
  };
}

/** How many of them are decided so. */
export const inState = (judged: readonly JudgedIncident[], state: Review['state']): number =>
  judged.filter(({ review }) => review.state === state).length;
