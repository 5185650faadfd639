import { isJudged, type Appeal, type AttemptDetail, type Incident } from '@invigil/shared-types';
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { api, toFailure, type RequestFailure } from '../api/index.ts';
import { config } from '../config.ts';
import { useDoing, type Doing } from '../ui/index.ts';
import {
  besideOf,
  entriesOf,
  entriesOnSheet,
  isUnanswered,
  type Beside,
  type SheetEntry,
} from './sheet.ts';

/** Whose incidents are on the sheet: one student's, or those of all on which one can still say something. */
export type Scope =
  { readonly kind: 'student'; readonly attemptId: string } | { readonly kind: 'all' };

export type SheetState =
  | { readonly phase: 'none' }
  | { readonly phase: 'loading'; readonly scope: Scope }
  | { readonly phase: 'failed'; readonly scope: Scope; readonly failure: RequestFailure }
  | {
      readonly phase: 'shown';
      readonly scope: Scope;
      readonly entries: readonly SheetEntry[];
      /** Of those that wait for an answer, or did when the sheet was opened. */
      readonly onTop: ReadonlySet<string>;
      /** Of one student. */
      readonly beside: Beside | null;
      /** All the incidents of one student: what a detector took back is told from them. */
      readonly incidents: readonly Incident[];
      /** Where the sheet goes on; null where this is all of it. */
      readonly next: string | null;
    };
type Shown = Extract<SheetState, { phase: 'shown' }>;

export interface SheetReading {
  readonly state: Readonly<ShallowRef<SheetState>>;
  open(scope: Scope): void;
  /** Reads a student's sheet before it is asked for, none of its pictures. Never rejects. */
  ahead(attemptId: string): Promise<void>;
  again(): void;
  more(): void;
  readonly moreDoing: Doing;
  /** Takes over an incident as it is now. */
  take(incident: Incident): void;
  takeAppeal(appeal: Appeal): void;
}

/** The contact sheet that is open. */
export function useSheet(examId: string): SheetReading {
  const state = shallowRef<SheetState>({ phase: 'none' });
  const moreDoing = useDoing();
  const details = new Map<string, { readonly detail: AttemptDetail; readonly readAt: number }>();
  const { sheetPage: limit, refreshMs } = config.queue;
  let newest = 0;
  let closed = false;
  onScopeDispose(() => {
    closed = true;
  });

  async function read(scope: Scope): Promise<void> {
    newest += 1;
    const number = newest;
    try {
      const shown = scope.kind === 'all' ? await readAll() : await readStudent(scope.attemptId);
      if (number === newest && !closed) state.value = shown;
    } catch (error) {
      if (number !== newest || closed) return;
      // What is shown from before stays: it is not older than the queue beside it.
      if (state.value.phase === 'shown') return;
      state.value = { phase: 'failed', scope, failure: toFailure(error) };
    }
  }

  async function readStudent(attemptId: string): Promise<Shown> {
    const detail = await api.attempt(attemptId);
    details.set(attemptId, { detail, readAt: Date.now() });
    return shownOf(detail);
  }

  function shownOf(detail: AttemptDetail): Shown {
    const entries = entriesOf(detail);
    return {
      phase: 'shown',
      scope: { kind: 'student', attemptId: detail.attempt.id },
      entries,
      onTop: onTopOf(entries),
      beside: besideOf(detail),
      incidents: detail.incidents,
      next: null,
    };
  }

  async function readAll(): Promise<Shown> {
    const page = await api.contactSheet(examId, { state: 'open' }, { cursor: null, limit });
    const entries = entriesOnSheet(page);
    return {
      phase: 'shown',
      scope: { kind: 'all' },
      entries,
      onTop: onTopOf(entries),
      beside: null,
      incidents: [],
      next: page.next,
    };
  }

  function onTopOf(entries: readonly SheetEntry[]): ReadonlySet<string> {
    const before = state.value.phase === 'shown' ? state.value.onTop : new Set<string>();
    return new Set(
      entries
        .filter((entry) => isUnanswered(entry) || before.has(entry.incident.id))
        .map(({ incident }) => incident.id),
    );
  }

  function change(how: (entry: SheetEntry) => SheetEntry): void {
    if (state.value.phase !== 'shown') return;
    state.value = { ...state.value, entries: state.value.entries.map(how) };
  }

  return {
    state,
    moreDoing,
    open(scope) {
      const known = scope.kind === 'student' ? details.get(scope.attemptId) : undefined;
      if (known === undefined) {
        state.value = { phase: 'loading', scope };
        void read(scope);
        return;
      }
      newest += 1;
      state.value = { phase: 'none' };
      state.value = shownOf(known.detail);
      if (Date.now() - known.readAt > refreshMs) void read(scope);
    },
    async ahead(attemptId) {
      if (details.has(attemptId)) return;
      try {
        const detail = await api.attempt(attemptId);
        details.set(attemptId, { detail, readAt: Date.now() });
      } catch {
        // It is read once more when it is opened, and says then what is wrong.
      }
    },
    again() {
      if (state.value.phase === 'none') return;
      const { scope } = state.value;
      if (state.value.phase === 'failed') state.value = { phase: 'loading', scope };
      void read(scope);
    },
    async more() {
      const { value: from } = state;
      if (from.phase !== 'shown' || from.next === null) return;
      const { next } = from;
      await moreDoing.run(async () => {
        const page = await api.contactSheet(examId, { state: 'open' }, { cursor: next, limit });
        const { value: now } = state;
        if (now.phase !== 'shown' || now.next !== next) return;
        const known = new Set(now.entries.map(({ incident }) => incident.id));
        const added = entriesOnSheet(page).filter(({ incident }) => !known.has(incident.id));
        const entries = [...now.entries, ...added];
        state.value = { ...now, entries, onTop: onTopOf(entries), next: page.next };
      });
    },
    take(incident) {
      if (!isJudged(incident)) return;
      const known = details.get(incident.attemptId);
      if (known !== undefined) {
        const { detail } = known;
        const incidents = detail.incidents.map((one) => (one.id === incident.id ? incident : one));
        details.set(incident.attemptId, { ...known, detail: { ...detail, incidents } });
      }
      change((entry) => (entry.incident.id === incident.id ? { ...entry, incident } : entry));
    },
    takeAppeal(appeal) {
      const known = details.get(appeal.attemptId);
      if (known !== undefined) {
        const { detail } = known;
        const appeals = detail.appeals.map((one) => (one.id === appeal.id ? appeal : one));
        details.set(appeal.attemptId, { ...known, detail: { ...detail, appeals } });
      }
      change((entry) => (entry.incident.id === appeal.incidentId ? { ...entry, appeal } : entry));
    },
  };
}
