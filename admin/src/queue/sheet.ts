import {
  bandOf,
  bands,
  countedTypes,
  isJudged,
  isOpenFor,
  type Appeal,
  type Attempt,
  type AttemptDetail,
  type ContactSheet,
  type CountedType,
  type Incident,
  type JudgedIncident,
  type Reviewers,
} from '@invigil/shared-types';

/** One incident of a contact sheet, with what the student says about it. */
export interface SheetEntry {
  /** One that people decide on, or a technical one that the student says something about. */
  readonly incident: Exclude<Incident, { kind: 'note' }>;
  readonly attemptId: string;
  readonly studentName: string;
  readonly appeal: Appeal | null;
}

export type JudgedEntry = SheetEntry & { readonly incident: JudgedIncident };
export const isJudgedEntry = (entry: SheetEntry): entry is JudgedEntry => isJudged(entry.incident);

/** Like incidents, together. `appeals`: what students wait for an answer about, whatever it is. */
export interface SheetGroup {
  readonly key: CountedType | 'appeals';
  readonly entries: readonly SheetEntry[];
}

export const isUnanswered = ({ appeal }: Pick<SheetEntry, 'appeal'>): boolean =>
  appeal !== null && appeal.answer === null;

/** The gravest first. */
const typesInOrder: readonly CountedType[] = countedTypes.toSorted(
  (a, b) => bands.indexOf(bandOf(b)) - bands.indexOf(bandOf(a)),
);

/** The entries of one student's sheet, oldest first: what people decide on, and what the student appeals. */
export function entriesOf({ attempt, incidents, appeals }: AttemptDetail): SheetEntry[] {
  const appealOf = new Map(appeals.map((appeal) => [appeal.incidentId, appeal]));
  return incidents
    .flatMap((incident): SheetEntry[] => {
      const appeal = appealOf.get(incident.id) ?? null;
      if (incident.kind === 'note' || (incident.kind === 'technical' && appeal === null)) return [];
      return [{ incident, attemptId: attempt.id, studentName: attempt.studentName, appeal }];
    })
    .sort(byTime);
}

/** The same of a sheet of many students, in the server's order. */
export const entriesOnSheet = ({ items }: Pick<ContactSheet, 'items'>): SheetEntry[] =>
  items.flatMap(({ incident, studentName, appeal }): SheetEntry[] =>
    incident.kind === 'note'
      ? []
      : [{ incident, attemptId: incident.attemptId, studentName, appeal }],
  );

/**
 * Like incidents together, the gravest first; what waits for an answer before all others. Within a group the
 * order stays as it was.
 * @param onTop identifiers of those that wait for an answer, or did when the sheet was opened: they stay where
 *   they are while people work
 */
export function groupsOf(entries: readonly SheetEntry[], onTop: ReadonlySet<string>): SheetGroup[] {
  const isOnTop = (entry: SheetEntry): boolean =>
    onTop.has(entry.incident.id) || !isJudgedEntry(entry);
  const appealed = entries.filter(isOnTop);
  const others = entries.filter((entry) => !isOnTop(entry)).filter(isJudgedEntry);
  const byType = Map.groupBy(others, ({ incident }) => incident.type);
  return [
    ...(appealed.length === 0 ? [] : [{ key: 'appeals' as const, entries: appealed }]),
    ...typesInOrder.flatMap((type): SheetGroup[] => {
      const ofType = byType.get(type);
      return ofType === undefined ? [] : [{ key: type, entries: ofType }];
    }),
  ];
}

/** Whether this person is still asked for something: a word, or an answer. */
export const asksFor = (entry: SheetEntry, staffId: string, reviewers: Reviewers): boolean =>
  isUnanswered(entry) ||
  (isJudgedEntry(entry) && isOpenFor(staffId, entry.incident.review, reviewers));

/**
 * The next one in a list for which something holds, after one of them; from the beginning where there is none
 * behind it. Null where there is none at all.
 */
export function nextWhere<T>(
  list: readonly T[],
  index: number,
  holds: (one: T) => boolean,
): T | null {
  const after = list.slice(index + 1).find(holds);
  return after ?? list.slice(0, index + 1).find(holds) ?? null;
}

/** What a student's sheet says besides its incidents. */
export type Beside = Pick<AttemptDetail, 'accommodation' | 'hold'> & {
  readonly attempt: Attempt;
  readonly technical: readonly Extract<Incident, { kind: 'technical' }>[];
};
export const besideOf = (detail: AttemptDetail): Beside => ({
  attempt: detail.attempt,
  accommodation: detail.accommodation,
  hold: detail.hold,
  technical: detail.incidents.filter((incident) => incident.kind === 'technical').toSorted(oldest),
});

const oldest = (a: Incident, b: Incident): number => a.capturedAt - b.capturedAt;
const byTime = (a: SheetEntry, b: SheetEntry): number =>
  a.incident.capturedAt - b.incident.capturedAt || (a.incident.id < b.incident.id ? -1 : 1);
