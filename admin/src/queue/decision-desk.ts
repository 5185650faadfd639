import type { Review, ReviewEvent, Reviewers, ReviewVote, Staff } from '@invigil/shared-types';
import { computed, type ComputedRef } from 'vue';
import { api } from '../api/index.ts';
import { config } from '../config.ts';
import { eventFor, stateSaid, withWord, wordOf } from '../incidents/index.ts';
import { useOutbox, type Outbox, type Word } from './outbox.ts';
import type { QueueReading } from './queue-reading.ts';
import { isJudgedEntry, type JudgedEntry, type SheetEntry } from './sheet.ts';
import type { SheetReading } from './sheet-reading.ts';
import { unsentStore } from './unsent-store.ts';

/** What one command changed, to be taken back with one key. */
interface Spoken {
  readonly attemptId: string;
  readonly incidentId: string;
  readonly said: ReviewVote | null;
  readonly before: Review;
  readonly after: Review;
}
type Step =
  | { readonly kind: 'spoken'; readonly words: readonly Spoken[] }
  | { readonly kind: 'finished'; readonly attemptId: string };

export interface DecisionDesk {
  readonly outbox: Outbox;
  /** What is on the sheet, as it is once everything has arrived that was said here. */
  readonly entries: ComputedRef<readonly SheetEntry[]>;
  /** Says the same of one or several. What is said already is left out. */
  decide(entries: readonly SheetEntry[], event: ReviewEvent, note: string | null): void;
  finished(attemptId: string): void;
  /** Takes back the last step. Null where there is none. */
  undo(): Step | null;
  /** Gives up what could not be sent. */
  forget(): void;
}

export interface DecisionPorts {
  readonly examId: string;
  readonly staff: Pick<Staff, 'id' | 'username'>;
  readonly reviewers: () => Reviewers;
  readonly sheet: SheetReading;
  /** Resolves once decisions on this attempt are taken. */
  readonly reopened: (attemptId: string) => Promise<void>;
  /** By name: it is made after this one. */
  readonly queue: () => Pick<QueueReading, 'recount' | 'rescored' | 'freshen'>;
}

/** Where words about incidents are said: shown at once, sent behind, taken back step by step. */
export function useDecisionDesk(ports: DecisionPorts): DecisionDesk {
  const { examId, staff, reviewers, sheet, queue } = ports;
  const steps: Step[] = [];

  const outbox = useOutbox(
    {
      async send({ incidentId, attemptId, word: { event, note } }) {
        await ports.reopened(attemptId);
        return api.review(incidentId, event, note);
      },
      arrived(reply) {
        const { incident } = reply;
        const shown = entries.value.find((entry) => entry.incident.id === incident.id);
        const isNewest = outbox.of(incident.id)?.state === 'sending';
        sheet.take(incident);
        if (!isNewest) return;
        queue().rescored(reply);
        // Somebody else may have spoken meanwhile.
        if (shown !== undefined && isJudgedEntry(shown) && 'review' in incident) {
          queue().recount(incident.attemptId, shown.incident.review, incident.review);
        }
      },
      store: unsentStore(examId, staff.id),
    },
    config.queue,
  );

  const said = (review: Review, { event, note }: Word): Review =>
    withWord(review, staff, event, note, Date.now(), reviewers());

  const entries = computed(() => {
    const { value: state } = sheet.state;
    if (state.phase !== 'shown') return [];
    return state.entries.map((entry): SheetEntry => {
      const delivery = outbox.of(entry.incident.id);
      if (delivery === null || !isJudgedEntry(entry)) return entry;
      const review = said(entry.incident.review, delivery.word);
      return { ...entry, incident: { ...entry.incident, review } };
    });
  });

  function remember(step: Step): void {
    steps.push(step);
    if (steps.length > config.queue.undoSteps) steps.shift();
  }

  function speak({ incident, attemptId }: JudgedEntry, word: Word): Spoken {
    const before = incident.review;
    const after = said(before, word);
    outbox.say(incident.id, attemptId, word);
    queue().recount(attemptId, before, after);
    return { attemptId, incidentId: incident.id, said: wordOf(before, staff.id), before, after };
  }

  return {
    outbox,
    entries,
    decide(chosen, event, note) {
      const words = chosen
        .filter(isJudgedEntry)
        .filter(({ incident: { review } }) => {
          const own = wordOf(review, staff.id);
          return (own?.state ?? null) !== stateSaid(event) || (note !== null && note !== own?.note);
        })
        .map((entry) => speak(entry, { event, note }));
      if (words.length > 0) remember({ kind: 'spoken', words });
    },
    finished: (attemptId) => remember({ kind: 'finished', attemptId }),
    undo() {
      const step = steps.pop() ?? null;
      if (step?.kind !== 'spoken') return step;
      for (const { incidentId, attemptId, said: own, before, after } of step.words) {
        const word = { event: eventFor(own?.state ?? null), note: own?.note ?? '' };
        outbox.say(incidentId, attemptId, word);
        queue().recount(attemptId, after, before);
      }
      return step;
    },
    forget() {
      outbox.forget();
      queue().freshen();
    },
  };
}
