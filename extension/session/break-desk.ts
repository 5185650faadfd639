import {
  reasonSentences,
  type AgentRequests,
  type ReplyOf,
  type Result,
  type Sitting,
} from '@invigil/shared-types';
import { config } from '../config.ts';
import { log } from '../log.ts';

export type BreakEvent = 'begin' | 'end';

export interface BreakDeskOptions {
  readonly request: (event: BreakEvent) => Promise<Result<ReplyOf<AgentRequests, 'break'>>>;
  /** As the server says that the attempt stands now. */
  readonly onSitting: (sitting: Sitting) => void;
  /** Something else is to be shown. */
  readonly onChange: () => void;
}

/** The breaks that the student takes, as far as they are allowed: asks for them, and counts them down. */
export class BreakDesk {
  readonly #options: BreakDeskOptions;
  #asking = false;
  #problem: string | null = null;
  #forget: ReturnType<typeof setTimeout> | undefined;
  #counting: ReturnType<typeof setInterval> | undefined;

  constructor(options: BreakDeskOptions) {
    this.#options = options;
  }

  /** Why the last wish did not come true, in a sentence, for a while. */
  get problem(): string | null {
    return this.#problem;
  }

  /** A second press while the first is being answered is none. */
  async ask(event: BreakEvent): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const answer = await this.#options.request(event);
    this.#asking = false;
    this.#say(answer.ok ? null : reasonSentences[answer.error.reason]);
    if (answer.ok) this.#options.onSitting(answer.data.sitting);
    else log(`a break could not ${event}: ${answer.error.reason}`);
    this.#options.onChange();
  }

  /** @param isUnderWay the time that is left is shown, and shown anew every second */
  follow(isUnderWay: boolean): void {
    if (!isUnderWay) {
      clearInterval(this.#counting);
      this.#counting = undefined;
      return;
    }
    this.#counting ??= setInterval(() => this.#options.onChange(), config.page.breakCountMs);
  }

  close(): void {
    this.follow(false);
    clearTimeout(this.#forget);
  }

  #say(problem: string | null): void {
    clearTimeout(this.#forget);
    this.#problem = problem;
    if (problem === null) return;
    this.#forget = setTimeout(() => {
      this.#problem = null;
      this.#options.onChange();
    }, config.page.breakProblemMs);
  }
}
