import { config } from '../config.ts';
import type { ToPage } from '../messages/index.ts';
import { phaseLifecycle, type Phase, type PhaseEvent } from './phase.ts';

/** A page of the exam that is connected to the agent. */
export interface Page {
  readonly tabId: number;
  readonly role: 'quiz' | 'finish';
  readonly post: (message: ToPage) => void;
}

export type LeaveCause = 'tab_closed' | 'left_quiz_pages';

export interface SeatEvents {
  /** The phase is another one. `cause` says why the student is gone, where they are. */
  readonly onPhase: (phase: Phase, cause: LeaveCause | null) => void;
  /** This page shows the exam from now on. */
  readonly onSeated: (page: Page) => void;
  /** This page has to wait: the exam is open in another tab. */
  readonly onElsewhere: (page: Page) => void;
}

/**
 * Which tab sits the exam. Pages come and go as the student moves through the quiz; the seat is kept over
 * such moves, and a second tab gets it only when the first one is gone.
 */
export class Seat {
  readonly #events: SeatEvents;
  readonly #pages = new Set<Page>();
  #phase: Phase = phaseLifecycle.initial;
  #holder: number | null = null;
  #away: ReturnType<typeof setTimeout>;

  constructor(events: SeatEvents) {
    this.#events = events;
    this.#away = this.#awayTimer();
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The pages of the tab that has the seat. */
  get seated(): Page[] {
    return [...this.#pages].filter(({ tabId }) => tabId === this.#holder);
  }

  /** Every page that is connected, seated or not. */
  get all(): Page[] {
    return [...this.#pages];
  }

  arrive(page: Page): void {
    this.#pages.add(page);
    if (page.role === 'finish') {
      this.#holder = page.tabId;
      this.#move('finish', null);
      this.#events.onSeated(page);
      return;
    }
    this.#holder ??= page.tabId;
    if (this.#holder === page.tabId) this.#sit(page);
    else this.#events.onElsewhere(page);
  }

  depart(page: Page): void {
    if (!this.#pages.delete(page)) return;
    if (this.seated.length === 0 && this.#move('depart', null)) this.#away = this.#awayTimer();
  }

  /** The browser closed a tab: nobody comes back from there. */
  tabClosed(tabId: number): void {
    for (const page of this.#pages) if (page.tabId === tabId) this.#pages.delete(page);
    if (tabId === this.#holder && this.#phase !== 'handing_in') this.#handOver('tab_closed');
  }

  /** Ends the sitting, whatever the pages say. */
  end(): void {
    this.#move('end', null);
  }

  #sit(page: Page): void {
    this.#holder = page.tabId;
    this.#move('arrive', null);
    this.#events.onSeated(page);
  }

  /** The holder is gone: the tab that has waited longest takes over, or the sitting ends. */
  #handOver(cause: LeaveCause): void {
    this.#holder = null;
    const [first, ...others] = this.all;
    if (first === undefined) {
      this.#move('end', cause);
      return;
    }
    this.#sit(first);
    for (const page of others) if (page.tabId === first.tabId) this.#events.onSeated(page);
  }

  #awayTimer(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#handOver('left_quiz_pages'), config.page.awayMs);
  }

  #move(event: PhaseEvent, cause: LeaveCause | null): boolean {
    const next = phaseLifecycle.next(this.#phase, event);
    if (!next.moved) return false;
    clearTimeout(this.#away);
    if (next.state === this.#phase) return true;
    this.#phase = next.state;
    this.#events.onPhase(next.state, cause);
    return true;
  }
}
