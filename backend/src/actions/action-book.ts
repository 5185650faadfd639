import { isSettled, type Action } from '@invigil/shared-types';
import { standingAfter, untouched, type Standing } from './standing.ts';

/** From when to when an attempt was paused, or a break was taken; null: it still is. */
interface Pause {
  readonly from: number;
  until: number | null;
}

interface Page {
  readonly examId: string;
  /** Not settled yet, in the order in which they came. */
  readonly open: Map<string, Action>;
  /** Oldest first; a pause and a break may overlap. */
  readonly pauses: Pause[];
  standing: Standing;
  /** The pause by an invigilator that holds, settled or not. */
  pause: Action | null;
  /** How many the student has written. */
  messages: number;
  /** How many the student has begun. */
  breaks: number;
  /** When the newest was taken, milliseconds since the epoch. */
  newestAt: number;
}

/** What has to be known of the actions at every moment, in memory. */
export class ActionBook {
  /** By attempt; only those about whom something was done. */
  readonly #pages = new Map<string, Page>();

  /** An action that was not in the book. Of one attempt they come oldest first. */
  add(action: Action): void {
    const { attemptId, examId, at, content } = action;
    const page = this.#pages.get(attemptId) ?? {
      examId,
      open: new Map<string, Action>(),
      pauses: [],
      standing: untouched,
      pause: null,
      messages: 0,
      breaks: 0,
      newestAt: 0,
    };
    this.#pages.set(attemptId, page);
    page.newestAt = Math.max(page.newestAt, at);
    if (!isSettled(action)) page.open.set(action.id, action);
    const before = page.standing;
    page.standing = standingAfter(before, action);
    const { pausedByStaff, onBreak } = page.standing;
    if (pausedByStaff && !before.pausedByStaff) {
      page.pauses.push({ from: at, until: null });
      page.pause = action;
    } else if (!pausedByStaff) page.pause = null;
    if (onBreak !== null && before.onBreak === null) {
      // It ends then, also where nobody was there to see it end.
      page.pauses.push({ from: at, until: at + onBreak.leftMs });
    }
    if (content.kind === 'resume' || (content.kind === 'break_end' && !pausedByStaff)) {
      for (const pause of page.pauses) pause.until = Math.min(pause.until ?? at, at);
    }
    if (content.kind === 'student_message') page.messages += 1;
    if (content.kind === 'break_begin') page.breaks += 1;
  }

  /** An action has got further. */
  progressed(action: Action): void {
    const page = this.#pages.get(action.attemptId);
    if (page?.pause?.id === action.id) page.pause = action;
    if (isSettled(action)) page?.open.delete(action.id);
    else page?.open.set(action.id, action);
  }

  /** What of an exam is not settled yet, oldest first. */
  open(examId: string): Action[] {
    return this.#ofExam(examId, ({ open }) => [...open.values()]);
  }

  /** The same, and the pauses that hold, settled or not: who paused a student is to be known for so long. */
  holding(examId: string): Action[] {
    return this.#ofExam(examId, ({ open, pause }) => {
      const settled = pause !== null && isSettled(pause) ? [pause] : [];
      return [...open.values(), ...settled];
    });
  }

  #ofExam(examId: string, which: (page: Page) => readonly Action[]): Action[] {
    return [...this.#pages.values()]
      .flatMap((page) => (page.examId === examId ? which(page) : []))
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  /** The same of one attempt. */
  openOf(attemptId: string): Action[] {
    return [...(this.#pages.get(attemptId)?.open.values() ?? [])];
  }

  /** How it has to stand, after all that is in the book. */
  standing(attemptId: string): Standing {
    return this.#pages.get(attemptId)?.standing ?? untouched;
  }

  /** The exam's attempts that are on a break. */
  onBreak(examId: string): string[] {
    return [...this.#pages].flatMap(([attemptId, page]) =>
      page.examId === examId && page.standing.onBreak !== null ? [attemptId] : [],
    );
  }

  messagesOf(attemptId: string): number {
    return this.#pages.get(attemptId)?.messages ?? 0;
  }

  breaksOf(attemptId: string): number {
    return this.#pages.get(attemptId)?.breaks ?? 0;
  }

  /** Zero where nothing was done yet. */
  newestAt(attemptId: string): number {
    return this.#pages.get(attemptId)?.newestAt ?? 0;
  }

  /** Whether an attempt was paused at that moment. */
  wasPaused(attemptId: string, at: number): boolean {
    const pauses = this.#pages.get(attemptId)?.pauses ?? [];
    return pauses.some(({ from, until }) => from <= at && (until === null || at < until));
  }

  forgetAttempt(attemptId: string): void {
    this.#pages.delete(attemptId);
  }

  forget(examId: string): void {
    for (const [attemptId, page] of this.#pages) {
      if (page.examId === examId) this.#pages.delete(attemptId);
    }
  }
}
