import { closesAtFor } from '@invigil/shared-types';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import { enrol } from './enrol.ts';
import { isLookDue, nextLook } from './look-times.ts';
import {
  agentId,
  changeEnrolment,
  onEnrolment,
  readEnrolment,
  readLookedAt,
  renewed,
  writeLookedAt,
  type StoredEnrolment,
} from './stored.ts';

const alarm = 'exam';

/**
 * Keeps what this browser knows of its student's exam as the server has it, from the enrolment to the exam,
 * though nobody follows the personal link again: pages, window and policy may be corrected meanwhile. One of
 * these in the background; the browser wakes it.
 */
export class ExamNews {
  readonly #isSat: () => Promise<boolean>;
  #looking: Promise<void> | undefined;
  #failedAt = -Infinity;

  /** @param isSat the agent is at work: the server tells it by itself what is new */
  constructor(isSat: () => Promise<boolean>) {
    this.#isSat = isSat;
  }

  /** Listens for what wakes it. Has to be called before anything is waited for. */
  start(): void {
    chrome.alarms.onAlarm.addListener(({ name }) => {
      if (name === alarm) void this.upToDate();
    });
    onEnrolment(() => void this.#quietly(this.#plan()));
    void this.upToDate();
  }

  /** Resolves once a look that was due has been had, or has failed. Never rejects. */
  upToDate(): Promise<void> {
    this.#looking ??= this.#quietly(this.#lookIfDue()).finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookIfDue(): Promise<void> {
    const enrolment = await open();
    const isDue =
      enrolment !== null &&
      isLookDue(windowOf(enrolment), await share(), await readLookedAt(), Date.now());
    const isTooSoon = Date.now() - this.#failedAt < config.news.retryMs;
    if (isDue && !isTooSoon && !(await this.#isSat())) await this.#look(enrolment);
    await this.#plan();
  }

  async #look(enrolment: StoredEnrolment): Promise<void> {
    const outcome = await enrol(enrolment);
    if (!outcome.ok && (outcome.reason === null || outcome.reason === 'rate_limited')) {
      this.#failedAt = Date.now();
      log(`the exam could not be looked up: ${outcome.reason ?? 'no answer'}`);
      return;
    }
    await writeLookedAt(Date.now());
    // A link that is not known any more leaves everything as it is: the student is told when they come.
    if (!outcome.ok) return;
    await changeEnrolment(enrolment.attempt.id, (before) => renewed(before, outcome.enrolment));
  }

  /** Has the browser wake this for the next look. */
  async #plan(): Promise<void> {
    const enrolment = await open();
    const when = enrolment === null ? null : await this.#nextAt(enrolment);
    if (when === null) await chrome.alarms.clear(alarm);
    else await chrome.alarms.create(alarm, { when });
  }

  async #nextAt(enrolment: StoredEnrolment): Promise<number | null> {
    const window = windowOf(enrolment);
    if (Date.now() > window.closesAt) return null;
    const [own, lookedAt] = await Promise.all([share(), readLookedAt()]);
    const retryAt = Math.max(this.#failedAt, Date.now()) + config.news.retryMs;
    if (isLookDue(window, own, lookedAt, Date.now())) return retryAt;
    return lookedAt === null ? retryAt : nextLook(window, own, lookedAt);
  }

  #quietly(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => log(`news of the exam: ${wordsOf(error)}`));
  }
}

/** The enrolment whose exam can still be sat, if there is one. */
async function open(): Promise<StoredEnrolment | null> {
  const enrolment = await readEnrolment();
  return enrolment?.ended === null ? enrolment : null;
}

const windowOf = ({ exam, attempt }: StoredEnrolment) => ({
  opensAt: exam.opensAt,
  closesAt: closesAtFor(exam, attempt),
});

/** Of this browser, always the same. 0…1 */
const share = async (): Promise<number> =>
  Number.parseInt((await agentId()).slice(0, 8), 16) / 0xffff_ffff;
