import { find } from '../../ui/index.ts';
import { log } from '../../log.ts';
import type { Problem } from './problems.ts';
import { stepLifecycle, type Step, type StepEvent } from './steps.ts';

const button = (id: string) => find(`#${id}`, HTMLButtonElement);

/** The page itself: one step at a time, how far it is, and what is wrong. */
export class Page {
  readonly #onStep: (step: Step) => void;
  #step: Step = stepLifecycle.initial;

  /** @param onStep is told each step once it is shown */
  constructor(onStep: (step: Step) => void) {
    this.#onStep = onStep;
  }

  get step(): Step {
    return this.#step;
  }

  /** Goes on to another step; where the table does not allow that, nothing happens. */
  move(event: StepEvent): boolean {
    const next = stepLifecycle.next(this.#step, event);
    if (!next.moved) {
      log(`no way on: ${next.refusal}`);
      return false;
    }
    this.#step = next.state;
    this.show();
    return true;
  }

  show(): void {
    for (const section of document.querySelectorAll('section')) {
      section.hidden = section.id !== `step-${this.#step}`;
    }
    find('#problem', HTMLElement).hidden = true;
    this.#showProgress();
    document.title = 'Welcome · Invigil';
    const heading = document.querySelector<HTMLElement>(`#step-${this.#step} h1`);
    heading?.setAttribute('tabindex', '-1');
    this.#onStep(this.#step);
    // Whoever cannot see the page change hears it.
    heading?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }

  /** Without the step in which a face is taken, where this exam compares none. */
  compares(isCompared: boolean): void {
    find('#progress [data-steps="face"]', HTMLElement).hidden = !isCompared;
  }

  explain(problem: Problem, retry: () => void): void {
    find('#problem', HTMLElement).hidden = false;
    find('#problem-what', HTMLElement).textContent = problem.what;
    find('#problem-next', HTMLElement).textContent = problem.next;
    button('problem-retry').hidden = !problem.retry;
    button('problem-retry').onclick = () => {
      find('#problem', HTMLElement).hidden = true;
      retry();
    };
  }

  #showProgress(): void {
    const steps = [...document.querySelectorAll<HTMLElement>('#progress li')];
    const stepsOf = (one: HTMLElement) => (one.dataset['steps'] ?? '').split(' ');
    const at = steps.findIndex((one) => stepsOf(one).includes(this.#step));
    find('#progress', HTMLElement).hidden = at === -1;
    for (const [index, one] of steps.entries()) {
      one.classList.toggle('done', index < at);
      if (index === at) one.setAttribute('aria-current', 'step');
      else one.removeAttribute('aria-current');
    }
  }
}

/** Fills a paragraph; one without words is not there at all. */
export function say(id: string, words: string): void {
  const paragraph = find(`#${id}`, HTMLElement);
  // The same words again would be read out again.
  if (paragraph.textContent !== words) paragraph.textContent = words;
  paragraph.hidden = words === '';
}
