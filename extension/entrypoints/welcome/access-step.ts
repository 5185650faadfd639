import type { Exam } from '@invigil/shared-types';
import { log, wordsOf } from '../../log.ts';
import { askToAllow, sitesOf } from '../../quiz-access/index.ts';
import { find } from '../../ui/index.ts';
import { say, type Page } from './page.ts';
import { accessProblem } from './problems.ts';

/**
 * The step in which the student allows the quiz's site, by name. Where this extension was built for other sites
 * it says so.
 */
export class AccessStep {
  readonly #page: Page;
  readonly #onAllowed: () => void;
  readonly #button = find('#access-allow', HTMLButtonElement);

  /** @param onAllowed the browser allows it now, and its step is still shown */
  constructor(page: Page, onAllowed: () => void) {
    this.#page = page;
    this.#onAllowed = onAllowed;
  }

  enter(pages: Pick<Exam, 'quizPatterns' | 'finishPatterns' | 'contact'>): void {
    const sites = sitesOf(pages);
    find('#access-ask', HTMLElement).hidden = !__ASKS_FOR_QUIZ_PAGES__;
    this.#button.hidden = !__ASKS_FOR_QUIZ_PAGES__;
    find('#access-cannot', HTMLElement).hidden = __ASKS_FOR_QUIZ_PAGES__;
    say('access-cannot-sites', sites);
    say('access-contact', pages.contact);
    say('access-sites', sites);
    this.#button.textContent = `Allow Invigil on ${sites}`;
    this.#button.onclick = () => {
      // With nothing before it: the browser asks only in answer to a click.
      const asked = askToAllow(pages);
      void this.#answered(asked, sites);
    };
    this.#page.move('allow');
  }

  async #answered(asked: Promise<boolean>, sites: string): Promise<void> {
    this.#button.disabled = true;
    const allowed = await asked.catch((error: unknown) => {
      log(`the browser did not ask: ${wordsOf(error)}`);
      return false;
    });
    this.#button.disabled = false;
    if (this.#page.step !== 'access') return;
    if (allowed) this.#onAllowed();
    else this.#page.explain(accessProblem(sites), () => undefined);
  }
}
