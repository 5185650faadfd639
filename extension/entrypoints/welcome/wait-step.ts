import { isBefore, isOver } from '@invigil/shared-types';
import { config } from '../../config.ts';
import { Poller } from '../../enrolment/index.ts';
import { log } from '../../log.ts';
import { find } from '../../ui/index.ts';
import { say } from './page.ts';
import type { Visit } from './visit.ts';
import { countdownText, roomOf, type Room } from './waiting.ts';

export interface WaitEvents {
  /** The attempt is over, or its window is. */
  readonly onOver: () => void;
  /** The exam was changed since the student came here. */
  readonly onChanged: () => void;
  /** The exam is far away: nothing needs the camera until then. */
  readonly onFar: () => void;
}

const untold =
  'The exam’s server cannot be reached just now. This page keeps trying, and you need not do anything.';
const unchecked =
  'The system check was not passed. Your invigilator sees that. Do it again below if you can.';

/** The waiting room, up to the button that opens the quiz. */
export class WaitStep {
  readonly #events: WaitEvents;
  readonly #link = find('#open-quiz', HTMLAnchorElement);
  #visit: Visit | undefined;
  #poller: Poller | undefined;
  #counting: ReturnType<typeof setInterval> | undefined;
  #isOpen = false;

  constructor(events: WaitEvents) {
    this.#events = events;
    document.addEventListener('visibilitychange', () => {
      // Timers of a page that nobody sees come late.
      if (document.visibilityState === 'visible') this.#poller?.start();
    });
  }

  enter(visit: Visit): void {
    this.leave();
    this.#visit = visit;
    this.#isOpen = false;
    this.#poller = new Poller(
      () => this.#look(visit),
      () => this.#room(visit).pollMs,
      config.waitingRoom,
    );
    this.#counting = setInterval(() => this.#show(), config.waitingRoom.countMs);
    say('wait-check', '');
    say('wait-trouble', '');
    this.#show();
    void this.#arrive(visit);
  }

  leave(): void {
    clearInterval(this.#counting);
    this.#poller?.stop();
    this.#poller = undefined;
    this.#visit = undefined;
  }

  /** Tells the server that the student waits, and then looks how things stand. */
  async #arrive(visit: Visit): Promise<void> {
    if (isBefore(visit.enrolment.attempt.state)) {
      const told = await visit.wait();
      if (!told.ok) log(`the waiting was not told: ${told.reason ?? 'no answer'}`);
      if (visit !== this.#visit) return;
      if (!told.ok && told.reason === 'check_missing') say('wait-check', unchecked);
    }
    this.#poller?.start();
  }

  async #look(visit: Visit): Promise<boolean> {
    const { exam } = visit.enrolment;
    const told = await visit.refresh();
    if (visit !== this.#visit) return told.ok;
    if (visit.enrolment.exam !== exam) this.#events.onChanged();
    if (visit !== this.#visit) return told.ok;
    say('wait-trouble', told.ok ? '' : untold);
    const { attempt, admission } = visit.enrolment;
    if (isOver(attempt.state) || admission.state === 'closed') this.#events.onOver();
    else this.#show();
    return told.ok;
  }

  #room(visit: Visit): Room {
    return roomOf(visit.enrolment.exam, visit.enrolment, visit.now());
  }

  #show(): void {
    if (this.#visit === undefined) return;
    const room = this.#room(this.#visit);
    const { countdownMs, open } = room;
    say('wait-title', room.title);
    say('wait-words', room.words);
    say('wait-countdown', countdownMs === null ? '' : countdownText(countdownMs));
    if (this.#link.textContent !== room.button) this.#link.textContent = room.button;
    find('#wait-more', HTMLElement).hidden = !isBefore(this.#visit.enrolment.attempt.state);
    if (countdownMs !== null && countdownMs > config.waitingRoom.nearMs) this.#events.onFar();
    const { quizUrl } = this.#visit.enrolment.exam;
    if (open !== this.#isOpen || this.#link.hasAttribute('aria-disabled') === open) {
      this.#isOpen = open;
      this.#setOpen(open, room.title, quizUrl);
    } else if (open && this.#link.getAttribute('href') !== quizUrl) this.#link.href = quizUrl;
  }

  #setOpen(open: boolean, title: string, quizUrl: string): void {
    document.title = open ? `${title} · Invigil` : 'Waiting · Invigil';
    if (!open) {
      this.#link.removeAttribute('href');
      this.#link.setAttribute('aria-disabled', 'true');
      say('wait-heard', '');
      return;
    }
    this.#link.href = quizUrl;
    this.#link.removeAttribute('aria-disabled');
    say('wait-heard', `${title}.`);
    // Whoever is at work on this page is not pulled away from it.
    const at = document.activeElement;
    if (!(at instanceof HTMLButtonElement) && at?.closest('details') === null) this.#link.focus();
  }
}
