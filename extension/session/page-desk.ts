import type { PageEvent } from '@invigil/shared-types';
import { PageWatch, type PageAct, type PageFacts, type PageRules } from '../page-events/index.ts';
import { epochNow } from '../time.ts';
import type { Page } from './seat.ts';

export interface PageDeskOptions {
  readonly rules: PageRules;
  /** The quiz pages of the tab that has the seat, oldest first; none while no exam is sat. */
  readonly seated: () => readonly Page[];
  readonly onEvent: (event: PageEvent) => void;
}

/** What keeps page events from being judged. */
export interface Held {
  /** By an invigilator. */
  readonly paused: boolean;
  /** The student calibrates anew. */
  readonly calibrates: boolean;
}

/** Listens to the quiz page that the student is on, and to no other. */
export class PageDesk {
  readonly #options: PageDeskOptions;
  readonly #watch: PageWatch;
  #current: Page | undefined;
  /** Open glass boxes; there may be one for a moment while the next one opens. */
  #glasses = 0;
  #held: Held = { paused: false, calibrates: false };

  constructor(options: PageDeskOptions) {
    this.#options = options;
    this.#watch = new PageWatch({
      rules: options.rules,
      now: epochNow,
      onEvent: options.onEvent,
    });
  }

  /** Goes by these rules from now on, and lets the pages know. */
  judgeBy(rules: PageRules): void {
    this.#watch.judgeBy(rules);
    for (const page of this.#options.seated()) this.welcome(page);
  }

  /** Says to a page that has just been seated what it has to tell. */
  welcome(page: Page): void {
    if (this.#options.seated().includes(page)) {
      page.post({ kind: 'watch', types: this.#watch.wanted });
    }
  }

  facts(page: Page, facts: PageFacts): void {
    // A page that is being left may still say that it is hidden when the next one is there already.
    if (this.#options.seated().at(-1) !== page) return;
    this.#current = page;
    this.#watch.facts(facts);
  }

  act(page: Page, act: PageAct): void {
    if (this.#options.seated().includes(page)) this.#watch.act(act);
  }

  /** This page is gone. */
  gone(page: Page): void {
    if (page !== this.#current) return;
    this.#current = undefined;
    this.#watch.pageGone();
  }

  glassOpened(open: boolean): void {
    this.#glasses += open ? 1 : -1;
    this.#excuse();
  }

  /** Why nothing is judged, or that it is. */
  hold({ paused, calibrates }: Held): void {
    this.#held = { paused, calibrates };
    this.#excuse();
  }

  /** The sitting is over. */
  close(): void {
    this.#current = undefined;
    this.#watch.close();
  }

  #excuse(): void {
    const { paused, calibrates } = this.#held;
    const glass = this.#glasses > 0 ? 'glass' : null;
    this.#watch.excuse(paused ? 'pause' : calibrates ? 'calibration' : glass);
  }
}
