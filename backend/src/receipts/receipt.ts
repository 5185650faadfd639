import {
  appealsUntil,
  deletionTimesOf,
  isJudged,
  isShownToStudents,
  receiptSentences,
  receiptWordingOf,
  type Appeal,
  type Attempt,
  type Evidence,
  type Exam,
  type Incident,
  type Receipt,
  type ReceiptAppeal,
  type ReceiptIncident,
} from '@invigil/shared-types';

type Shown = Exclude<Incident, { kind: 'note' }>;

export interface ReceiptSources {
  readonly exam: Exam;
  readonly attempt: Attempt;
  /** In any order. */
  readonly incidents: readonly Incident[];
  readonly appeals: readonly Appeal[];
  readonly now: number;
}

/** What a student is shown once the attempt is over: as much as the exam shows, and nobody's name. Pure. */
export function receiptOf({ exam, attempt, incidents, appeals, now }: ReceiptSources): Receipt {
  const { id, title, opensAt, closesAt, timeZone, contact, studentView } = exam;
  const { studentName, studentNumber, state, outcome, firstJoinedAt, endedAt } = attempt;
  return {
    exam: { id, title, opensAt, closesAt, timeZone, contact, studentView },
    attempt: {
      ...{ id: attempt.id, studentName, studentNumber, state, outcome },
      ...{ firstJoinedAt, endedAt },
    },
    consent: attempt.consent,
    incidents:
      studentView.receipt === 'arrival'
        ? []
        : incidents
            .filter(isShownToStudents)
            .toSorted((a, b) => a.capturedAt - b.capturedAt || (a.id < b.id ? -1 : 1))
            .map((incident) => shown(incident, studentView.receipt === 'pictures', appeals)),
    appealsUntil: appealsUntil(exam, attempt),
    deletion: deletionTimesOf(exam),
    serverTime: now,
  };
}

function shown(
  incident: Shown,
  withPictures: boolean,
  appeals: readonly Appeal[],
): ReceiptIncident {
  const { id, kind, type, capturedAt } = incident;
  const appeal = appeals.find(({ incidentId }) => incidentId === id);
  return {
    incident: { id, kind, type, capturedAt, lastedMs: lastedMs(incident) },
    wording: receiptWordingOf(incident),
    title: receiptSentences[receiptWordingOf(incident)],
    pictures: withPictures ? picturesOf(incident) : [],
    review: isJudged(incident) ? incident.review.state : null,
    appeal: appeal === undefined ? null : shownAppeal(appeal),
  };
}

/** Without the name of whoever answered: that is the school's own matter. */
export const shownAppeal = ({ id, at, text, answer }: Appeal): ReceiptAppeal => ({
  ...{ id, at, text },
  answer: answer && { at: answer.at, text: answer.text },
});

function lastedMs(incident: Shown): number | null {
  switch (incident.kind) {
    case 'violation':
      return incident.heldMs;
    case 'page_event':
      return incident.durationMs;
    case 'technical':
      return incident.endedAt === null ? null : Math.max(0, incident.endedAt - incident.capturedAt);
    case 'contradiction':
      return null;
  }
}

type Picture = ReceiptIncident['pictures'][number];

function picturesOf(incident: Shown): Picture[] {
  switch (incident.kind) {
    case 'violation': {
      const { evidence, witness } = incident;
      const own = picture(evidence, 'agent');
      return witness.state === 'taken' ? [own, picture(witness.evidence, 'witness')] : [own];
    }
    case 'contradiction':
      return incident.looks.map(({ evidence }) => picture(evidence, 'witness'));
    case 'page_event':
    case 'technical':
      return [];
  }
}

const picture = (
  { id, capturedAt, width, height }: Evidence,
  source: Picture['source'],
): Picture => ({ evidenceId: id, source, capturedAt, width, height });
