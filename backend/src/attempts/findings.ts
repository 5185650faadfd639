import { isJudged, type Judgement, type Tile } from '@invigil/shared-types';

/** What an attempt's incidents come to, as its tile shows it. */
export type Findings = Pick<Tile, 'score' | 'level' | 'incidents' | 'lastIncident'>;

/** What an attempt without an incident shows. */
export const noFindings: Findings = {
  score: 0,
  level: 'clear',
  incidents: 0,
  lastIncident: null,
};

/** Technical incidents and notes are nobody's fault: neither counted nor shown as the last one. */
export function findingsOf({ score: { value, level }, lines }: Judgement): Findings {
  const seen = lines.flatMap(({ incident }) => (isJudged(incident) ? [incident] : []));
  const last = seen.at(-1);
  return {
    score: value,
    level,
    incidents: seen.length,
    lastIncident:
      last === undefined ? null : { id: last.id, type: last.type, capturedAt: last.capturedAt },
  };
}
