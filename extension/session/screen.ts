import type { StudentAction, Warning } from '@invigil/shared-types';
import { cardOf, type Closing } from '../actions/index.ts';
import type { Pill, PillPlace, ToPage } from '../messages/index.ts';
import { epochNow } from '../time.ts';
import { elsewherePill } from './pill.ts';
import type { Page } from './seat.ts';
import { Warnings } from './warnings.ts';

export interface ScreenOptions {
  /** The pages of the tab that has the seat. */
  readonly seated: () => readonly Page[];
  readonly pill: () => Pill;
  /** Actions to show, the most urgent first. */
  readonly open: () => readonly StudentAction[];
  readonly closing: () => Closing;
}

/** What the student's pages show of the agent: pill, warnings, cards. They hear of changes alone. */
export class Screen {
  readonly #options: ScreenOptions;
  readonly #warnings: Warnings;
  #place: PillPlace | null = null;
  #shownPill = '';
  #shownCard = '';

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#warnings = new Warnings(options.closing().timeZone);
  }

  /** The student moved the pill on one of the pages. */
  movePill(place: PillPlace): void {
    this.#place = place;
  }

  /** Shows this page everything: it has just been seated. */
  welcome(page: Page): void {
    page.post({ kind: 'pill', pill: this.#options.pill(), place: this.#place });
    for (const warning of this.#warnings.fresh(epochNow())) page.post(warning);
    page.post(this.#card());
  }

  /** Says to a page that it has to wait. */
  turnAway(page: Page): void {
    page.post({ kind: 'pill', pill: elsewherePill, place: this.#place });
  }

  warn(warning: Warning): void {
    this.#warnings.add(warning, epochNow());
    const newest = this.#warnings.fresh(epochNow()).at(-1);
    if (newest) this.#post(newest);
  }

  /** Something may have changed. */
  refresh(): void {
    const pill = this.#options.pill();
    const pillNow = JSON.stringify(pill);
    if (pillNow !== this.#shownPill) this.#post({ kind: 'pill', pill, place: null });
    this.#shownPill = pillNow;
    const card = this.#card();
    const cardNow = JSON.stringify(card);
    if (cardNow !== this.#shownCard) this.#post(card);
    this.#shownCard = cardNow;
  }

  #card(): ToPage {
    const [first, ...others] = this.#options.open();
    const card = first === undefined ? null : cardOf(first, this.#options.closing());
    return { kind: 'card', card, more: others.length };
  }

  #post(message: ToPage): void {
    for (const page of this.#options.seated()) page.post(message);
  }
}
