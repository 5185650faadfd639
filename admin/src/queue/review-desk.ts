import type { ReviewEvent, Reviewers, Staff } from '@invigil/shared-types';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { api, toFailure } from '../api/index.ts';
import { config } from '../config.ts';
import { useDecisionDesk } from './decision-desk.ts';
import { EffortMeter } from './effort-meter.ts';
import { unfinishedOf, useFinishing, type Unfinished } from './finishing.ts';
import { useQueue } from './queue-reading.ts';
import { asksFor, groupsOf, nextWhere, type SheetEntry } from './sheet.ts';
import { useSheet, type Scope } from './sheet-reading.ts';
import { asksAbout } from './student-list.ts';
import { usePictureShelf } from '../ui/index.ts';

export interface ReviewDeskPorts {
  readonly examId: string;
  readonly staff: Pick<Staff, 'id' | 'username'>;
  readonly reviewers: () => Reviewers;
  /** A sheet is open from now on: one student's, or all of them (null). */
  readonly opened: (attemptId: string | null) => void;
}

/** Going through an exam: who is next, what is on the sheet, where one is on it, and what a command does. */
export type ReviewDesk = ReturnType<typeof useReviewDesk>;

export function useReviewDesk({ examId, staff, reviewers, opened }: ReviewDeskPorts) {
  const sheet = useSheet(examId);
  const desk = useDecisionDesk({
    examId,
    staff,
    reviewers,
    sheet,
    queue: () => queue,
    reopened: (attemptId) => finishing.reopened(attemptId),
  });
  const { outbox, entries } = desk;
  const queue = useQueue(examId, { staffId: staff.id, reviewers }, () => outbox.all().length > 0);
  const finishing = useFinishing(queue, outbox);
  const shelf = usePictureShelf((...which) => api.evidence(...which), {
    kept: config.queue.picturesKept,
    parallel: config.queue.parallelPictures,
  });
  const meter = new EffortMeter(
    { now: () => performance.now(), tell: (...effort) => api.tellEffort(...effort) },
    config.queue.idleMs,
  );

  const scope = shallowRef<Scope | null>(null);
  /** The incident that commands are about. */
  const currentId = ref<string | null>(null);
  /** Whether its pictures are shown at full size. */
  const enlarged = ref(false);
  /** Why the last command did nothing. */
  const unfinished = shallowRef<Unfinished | null>(null);
  /** Nobody is left who asks for anything. */
  const allDone = ref(false);

  const groups = computed(() => {
    const { value: state } = sheet.state;
    return state.phase === 'shown' ? groupsOf(entries.value, state.onTop) : [];
  });
  const inOrder = computed(() => groups.value.flatMap((group) => group.entries));
  const current = computed(
    () => inOrder.value.find(({ incident }) => incident.id === currentId.value) ?? null,
  );
  const asks = (entry: SheetEntry): boolean => asksFor(entry, staff.id, reviewers());
  const chosenId = computed(() => (scope.value?.kind === 'student' ? scope.value.attemptId : null));
  const chosen = computed(() => (chosenId.value === null ? null : queue.find(chosenId.value)));

  function open(next: Scope): void {
    scope.value = next;
    currentId.value = null;
    enlarged.value = false;
    unfinished.value = null;
    allDone.value = false;
    void meter.flush();
    shelf.leave();
    sheet.open(next);
    opened(next.kind === 'student' ? next.attemptId : null);
  }
  const openStudent = (attemptId: string): void => open({ kind: 'student', attemptId });

  // On a sheet that comes, the first that asks for something is the current one.
  watch(inOrder, (now) => {
    if (now.length === 0 || current.value !== null) return;
    currentId.value = (now.find(asks) ?? now[0])?.incident.id ?? null;
  });
  watch([chosenId, () => current.value?.attemptId], ([student, ofIncident]) =>
    meter.begin(student ?? ofIncident ?? null),
  );
  watch(chosenId, () => void fetchAhead());

  /**
   * The sheet that will be looked at next is there when it is. Its pictures are not: the server puts on record
   * who looked at which, and takes a picture that was fetched for one that was looked at.
   */
  async function fetchAhead(): Promise<void> {
    let id = chosenId.value;
    for (let count = 0; count < config.queue.studentsAhead && id !== null; count += 1) {
      id = nextStudentAfter(id, 1);
      if (id !== null) await sheet.ahead(id);
    }
  }

  function nextStudentAfter(attemptId: string | null, by: 1 | -1): string | null {
    const items = by === 1 ? queue.items.value : queue.items.value.toReversed();
    const index = items.findIndex(({ attempt }) => attempt.id === attemptId);
    const next = nextWhere(
      items,
      index,
      (item) => asksAbout(item) && item.attempt.id !== attemptId,
    );
    return next?.attempt.id ?? null;
  }

  function goToStudent(by: 1 | -1): void {
    const next = nextStudentAfter(chosenId.value, by);
    if (next === null) allDone.value = true;
    else openStudent(next);
  }

  function step(by: 1 | -1): void {
    const index = inOrder.value.findIndex(({ incident }) => incident.id === currentId.value);
    const next = inOrder.value[index + by];
    if (next !== undefined) currentId.value = next.incident.id;
  }

  /** Goes on to the next that asks for something; stays where there is none. */
  function goOn(): void {
    const index = inOrder.value.findIndex(({ incident }) => incident.id === currentId.value);
    const next = nextWhere(inOrder.value, index, asks);
    if (next !== null) currentId.value = next.incident.id;
    else enlarged.value = false;
  }

  function decide(chosenEntries: readonly SheetEntry[], event: ReviewEvent, note: string | null) {
    const open = chosenEntries.filter(
      ({ attemptId }) => queue.find(attemptId)?.attempt.state !== 'closed',
    );
    unfinished.value = open.length === 0 ? { kind: 'closed' } : null;
    if (open.length === 0) return;
    desk.decide(open, event, note);
    if (event !== 'reopen') goOn();
  }

  /** The group of the current incident: those of it that still ask, or all of it where none does. */
  function currentGroup(): readonly SheetEntry[] {
    const group = groups.value.find((one) =>
      one.entries.some(({ incident }) => incident.id === currentId.value),
    );
    const open = group?.entries.filter(asks) ?? [];
    return open.length > 0 ? open : (group?.entries ?? []);
  }

  /** Is done with the student, and goes on to the next; says why not where that cannot be. */
  function finish(): void {
    const { value: item } = chosen;
    if (item === null) return;
    unfinished.value = unfinishedOf(item);
    if (unfinished.value !== null) return;
    if (item.attempt.state !== 'closed') {
      finishing.close(item);
      desk.finished(item.attempt.id);
    }
    goToStudent(1);
  }

  function undo(): void {
    const undone = desk.undo();
    if (undone === null) return;
    unfinished.value = null;
    const first = undone.kind === 'spoken' ? undone.words[0] : undone;
    if (first === undefined) return;
    if (undone.kind === 'finished') {
      const item = queue.find(first.attemptId);
      if (item !== null) finishing.reopen(item);
    }
    if (scope.value?.kind === 'student' && chosenId.value !== first.attemptId) {
      openStudent(first.attemptId);
    }
    if ('incidentId' in first) currentId.value = first.incidentId;
  }

  /** Answers an appeal. @returns why not, in words for people; null once it is answered */
  async function answer(appealId: string, text: string) {
    try {
      const appeal = await api.answerAppeal(appealId, text);
      sheet.takeAppeal(appeal);
      queue.change(appeal.attemptId, (item) => ({
        ...item,
        appeals: Math.max(0, item.appeals - 1),
      }));
      return null;
    } catch (error) {
      return toFailure(error);
    }
  }

  const leaving = new AbortController();
  const { signal } = leaving;
  for (const type of ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const) {
    window.addEventListener(type, () => meter.active(), { signal, passive: true });
  }
  const hidden = (): void => {
    if (document.visibilityState === 'visible') return meter.active();
    meter.away();
    void meter.flush();
  };
  document.addEventListener('visibilitychange', hidden, { signal });
  window.addEventListener(
    'beforeunload',
    (event) => outbox.all().length > 0 && event.preventDefault(),
    {
      signal,
    },
  );
  onScopeDispose(() => {
    leaving.abort();
    void meter.flush();
  });

  return {
    ...{ queue, sheet, shelf, meter, outbox, finishing },
    ...{
      scope,
      chosenId,
      chosen,
      groups,
      inOrder,
      current,
      currentId,
      enlarged,
      unfinished,
      allDone,
    },
    ...{
      asks,
      open,
      openStudent,
      goToStudent,
      step,
      goOn,
      decide,
      currentGroup,
      finish,
      undo,
      answer,
    },
    forget: () => desk.forget(),
    reopen: (): void => {
      if (chosen.value !== null) finishing.reopen(chosen.value);
    },
  };
}
