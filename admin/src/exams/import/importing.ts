import {
  defineLifecycle,
  rosterLimit,
  type ExamDetail,
  type RosterEntry,
  type RosterImport,
  type RosterImportReply,
} from '@invigil/shared-types';
import {
  computed,
  onScopeDispose,
  shallowRef,
  watch,
  type ComputedRef,
  type ShallowRef,
} from 'vue';
import { api, toFailure, type RequestFailure } from '../../api/index.ts';
import { settingsIn } from '../details/exam-draft.ts';
import { wholeRoster } from '../students/roster.ts';
import { checkLines, type CheckedLines } from './check-lines.ts';
import { isComplete, layoutOf, type Layout } from './columns.ts';
import { planOf, withKnown, type ImportPlan } from './import-plan.ts';
import { readCsv, UnreadableFile, type CsvFile, type FileProblem } from './read-csv.ts';

/** An import's way. `checked`: what the file would do is in sight, and can be changed. */
export const importLifecycle = defineLifecycle({
  states: ['choosing', 'reading', 'checked', 'sending', 'done'],
  events: ['file', 'read', 'unreadable', 'send', 'sent', 'refused', 'start_over'],
  initial: 'choosing',
  table: {
    choosing: { file: 'reading', start_over: 'choosing' },
    reading: { read: 'checked', unreadable: 'choosing', start_over: 'choosing' },
    checked: { file: 'reading', send: 'sending', start_over: 'choosing' },
    // What is under way is waited for: whether it happened must not stay open.
    sending: { sent: 'done', refused: 'checked' },
    done: { start_over: 'choosing' },
  },
});
export type ImportPhase = (typeof importLifecycle.states)[number];
export type ImportEvent = (typeof importLifecycle.events)[number];

/** What of the file is to be done. */
export interface ImportWishes {
  readonly mode: RosterImport['mode'];
  /** Rooms that the exam does not have yet are added to it. */
  readonly addRooms: boolean;
  /** Lines with something wrong are left out. */
  readonly onlyGood: boolean;
}

const firstWishes: ImportWishes = { mode: 'update', addRooms: false, onlyGood: false };

/** Why nothing can be sent as it is now. */
export type Obstacle = 'columns' | 'checking' | 'no_line' | 'wrong_lines' | 'too_many';

export interface Importing {
  readonly phase: ComputedRef<ImportPhase>;
  readonly file: Readonly<ShallowRef<CsvFile | null>>;
  readonly fileProblem: Readonly<ShallowRef<FileProblem | null>>;
  readonly layout: Readonly<ShallowRef<Layout>>;
  readonly wishes: Readonly<ShallowRef<ImportWishes>>;
  /** Null while it is being checked. */
  readonly checked: Readonly<ShallowRef<CheckedLines | null>>;
  /** What would happen; null where that cannot be told (yet). */
  readonly plan: ComputedRef<ImportPlan | null>;
  readonly obstacle: ComputedRef<Obstacle | null>;
  /** Why it was not sent, or what would happen is not known. */
  readonly failure: Readonly<ShallowRef<RequestFailure | null>>;
  readonly reply: Readonly<ShallowRef<RosterImportReply | null>>;
  readonly choose: (file: File) => Promise<void>;
  readonly arrange: (layout: Layout) => void;
  readonly wish: (changes: Partial<ImportWishes>) => void;
  /** @returns whether rooms were added to the exam; null where nothing was sent */
  readonly send: () => Promise<{ readonly roomsAdded: boolean } | null>;
  readonly startOver: () => void;
}

/** Puts a file onto an exam's roster, step by step, until the scope that this was made in ends. */
export function useImporting(detail: () => ExamDetail): Importing {
  const phase = shallowRef<ImportPhase>(importLifecycle.initial);
  const file = shallowRef<CsvFile | null>(null);
  const fileProblem = shallowRef<FileProblem | null>(null);
  const layout = shallowRef<Layout>({ headed: true, mapping: [] });
  const wishes = shallowRef(firstWishes);
  const checked = shallowRef<CheckedLines | null>(null);
  const entries = shallowRef<readonly RosterEntry[] | null>(null);
  const failure = shallowRef<RequestFailure | null>(null);
  const reply = shallowRef<RosterImportReply | null>(null);
  let current = new AbortController();
  let checking = new AbortController();

  function move(event: ImportEvent): boolean {
    const transition = importLifecycle.next(phase.value, event);
    if (transition.moved) phase.value = transition.state;
    return transition.moved;
  }
  function renew(): AbortSignal {
    current.abort();
    checking.abort();
    current = new AbortController();
    return current.signal;
  }
  onScopeDispose(renew);

  async function choose(chosen: File): Promise<void> {
    if (!move('file')) return;
    const signal = renew();
    fileProblem.value = null;
    failure.value = null;
    try {
      const read = await readCsv(chosen, signal);
      if (signal.aborted) return;
      layout.value = layoutOf(read.lines.slice(0, 20).map(({ cells }) => cells));
      file.value = read;
      move('read');
      void readRoster(signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof UnreadableFile)) throw error;
      fileProblem.value = error.problem;
      move('unreadable');
    }
  }

  async function readRoster(signal: AbortSignal): Promise<void> {
    entries.value = null;
    try {
      const all = await wholeRoster(detail().exam.id, signal);
      if (!signal.aborted) entries.value = all;
    } catch (error) {
      if (!signal.aborted) failure.value = toFailure(error);
    }
  }

  /** Without the line that holds the columns' names. */
  const lines = computed(() => file.value?.lines.slice(layout.value.headed ? 1 : 0) ?? []);
  /** Rooms that the file would add to the exam, kept while they count as known. */
  const newRooms = shallowRef<readonly string[]>([]);

  watch([lines, layout, () => wishes.value.addRooms, () => detail().exam.rooms], async () => {
    checking.abort();
    checking = new AbortController();
    const { signal } = checking;
    checked.value = null;
    const { rooms } = detail().exam;
    const { mapping } = layout.value;
    if (lines.value.length === 0 || !isComplete(mapping)) return;
    const strict = await checkLines(lines.value, mapping, rooms, signal);
    if (signal.aborted) return;
    newRooms.value = strict.unknownRooms;
    if (!wishes.value.addRooms || strict.unknownRooms.length === 0) {
      checked.value = strict;
      return;
    }
    const more = [...rooms, ...strict.unknownRooms];
    const lenient = await checkLines(lines.value, mapping, more, signal);
    if (!signal.aborted) checked.value = { ...lenient, unknownRooms: strict.unknownRooms };
  });

  const rows = computed(() =>
    withKnown(checked.value?.good ?? [], layout.value.mapping, entries.value ?? []),
  );
  const plan = computed(() => {
    if (checked.value === null || entries.value === null) return null;
    return planOf(wishes.value.mode, rows.value, entries.value);
  });
  const obstacle = computed<Obstacle | null>(() => {
    if (!isComplete(layout.value.mapping)) return 'columns';
    if (checked.value === null || entries.value === null) return 'checking';
    if (rows.value.length === 0) return 'no_line';
    if (rows.value.length > rosterLimit) return 'too_many';
    if (checked.value.problems.length > 0 && !wishes.value.onlyGood) return 'wrong_lines';
    return null;
  });

  return {
    phase: computed(() => phase.value),
    ...{ file, fileProblem, layout, wishes, checked, plan, obstacle, failure, reply, choose },
    arrange: (next) => (layout.value = next),
    wish: (changes) => (wishes.value = { ...wishes.value, ...changes }),
    async send() {
      if (obstacle.value !== null || !move('send')) return null;
      failure.value = null;
      const { mode, addRooms } = wishes.value;
      const toAdd = addRooms ? newRooms.value : [];
      try {
        if (toAdd.length > 0) await addRoomsTo(detail().exam.id, toAdd);
        reply.value = await api.importRoster(detail().exam.id, { mode, rows: rows.value });
        move('sent');
        return { roomsAdded: toAdd.length > 0 };
      } catch (error) {
        failure.value = toFailure(error);
        move('refused');
        return null;
      }
    },
    startOver() {
      if (!move('start_over')) return;
      renew();
      file.value = null;
      fileProblem.value = null;
      failure.value = null;
      checked.value = null;
      wishes.value = firstWishes;
    },
  };
}

/** Adds rooms to an exam as it is now, whoever changes something else of it at the same time. */
async function addRoomsTo(examId: string, rooms: readonly string[]): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const { exam } = await api.exam(examId);
    const missing = rooms.filter((room) => !exam.rooms.includes(room));
    if (missing.length === 0) return;
    try {
      const settings = { ...settingsIn(exam), rooms: [...exam.rooms, ...missing] };
      await api.changeExam(examId, { from: exam.revision, settings });
      return;
    } catch (error) {
      // Somebody saved between the two: once more with theirs.
      if (toFailure(error).reason !== 'exam_outdated' || tries > 0) throw error;
    }
  }
}
