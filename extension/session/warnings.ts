import type { Warning } from '@invigil/shared-types';
import { config } from '../config.ts';
import type { ToPage } from '../messages/index.ts';
import { timeOfDay } from '../ui/index.ts';

interface Shown {
  readonly warning: Warning;
  readonly until: number;
}

/** The warnings that are still to be seen, so that they survive the way from one quiz page to the next. */
export class Warnings {
  readonly #timeZone: string;
  #shown: Shown[] = [];

  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** @param now milliseconds, any clock that does not jump */
  add(warning: Warning, now: number): void {
    this.#shown.push({ warning, until: now + config.page.warningMs });
  }

  /** The messages for a page that shows them from `now` on. */
  fresh(now: number): Extract<ToPage, { kind: 'warning' }>[] {
    this.#shown = this.#shown.filter(({ until }) => until > now);
    return this.#shown.map(({ warning, until }) => ({
      kind: 'warning',
      incidentId: warning.incidentId,
      title: warning.title,
      text: warning.text,
      seenAt: timeOfDay(warning.seenAt, this.#timeZone),
      forMs: until - now,
    }));
  }
}
