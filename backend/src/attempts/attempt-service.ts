import { isDeepStrictEqual } from 'node:util';
import {
  admissionOf,
  closesAtFor,
  isPassed,
  isWithin,
  policyFor,
  scopeOf,
  type Admission,
  type Attempt,
  type AttemptEvent,
  type Consent,
  type ConsentScope,
  type Exam,
  type SystemCheck,
} from '@invigil/shared-types';
import { OneAtATime, Refusal, type Log } from '../ops/index.ts';
import type { AttemptPatch, AttemptStore } from './attempt-store.ts';
import { Graces } from './graces.ts';
import type { LiveTracker } from './live-tracker.ts';
import { currentConsent, refuseIfNotAdmitted, stateAfter } from './moves.ts';
import { endsSitting, outcomeOf, refuseIfOver } from './over.ts';

/** What of an exam says when its attempts may begin and when they are over. */
export type ExamWindow = Pick<Exam, 'opensAt' | 'closesAt' | 'admission'>;
/** That, and what it asks students to agree to. */
export type AskingExam = ExamWindow &
  Pick<Exam, 'policy' | 'retentionDays' | 'recordDays' | 'studentView'>;

export interface AttemptServiceOptions {
  /** How long a lost connection may take to come back, milliseconds. */
  readonly reconnectGraceMs: number;
  /** How long after the close an attempt that is not over expires, milliseconds. */
  readonly expireGraceMs: number;
  readonly findExam: (examId: string) => Promise<AskingExam | null>;
  /** Called after each move is stored and shown. */
  readonly onMoved: (attempt: Attempt, event: AttemptEvent, now: number) => void;
  /** Called once a pause, its end, more time, or that the student was let in is stored and shown. */
  readonly onSitting: (attempt: Attempt) => void;
}

/** What is set of an attempt whatever its state. An omitted field keeps its value. */
export type SittingPatch = Partial<Pick<Attempt, 'pausedAt' | 'extraTimeMs' | 'admittedAt'>>;

/** What else a move changes. What it throws refuses the move. */
type Also = (attempt: Attempt) => AttemptPatch | Promise<AttemptPatch>;

/**
 * Moves attempts through their lifecycle: the table decides, the store's compare-and-set makes it
 * true, the tracker shows it.
 */
export class AttemptService {
  readonly #store: Pick<AttemptStore, 'find' | 'update'>;
  readonly #tracker: LiveTracker;
  readonly #log: Log;
  readonly #options: AttemptServiceOptions;
  readonly #alone = new OneAtATime();
  readonly #graces: Graces;

  constructor(
    store: Pick<AttemptStore, 'find' | 'update'>,
    tracker: LiveTracker,
    log: Log,
    options: AttemptServiceOptions,
  ) {
    this.#store = store;
    this.#tracker = tracker;
    this.#log = log;
    this.#options = options;
    this.#graces = new Graces(options.reconnectGraceMs, (attemptId) => {
      this.#moveIfPossible(attemptId, 'grace_over', Date.now()).catch((error: unknown) =>
        this.#log.error({ err: error, attemptId }, 'The end of a grace time could not be stored'),
      );
    });
  }

  /** @throws Refusal `unknown_attempt` */
  async get(attemptId: string): Promise<Attempt> {
    const attempt = await this.#store.find(attemptId);
    if (attempt === null) throw new Refusal('unknown_attempt');
    return attempt;
  }

  /**
   * Whether the student may begin, or go on, now.
   * @throws Refusal `unknown_exam`
   */
  async admission(attempt: Attempt, now: number): Promise<Admission> {
    return admissionOf(await this.#exam(attempt), attempt, now);
  }

  /**
   * The student agrees. Whoever has begun already, and comes from another computer, has agreed before: that stays.
   * @throws Refusal `consent_outdated` where the text, or the exam, is another one by now than the student read
   * about; `attempt_over`, `attempt_ended`
   */
  consent(attemptId: string, consent: Consent, now: number): Promise<Attempt> {
    return this.#move(attemptId, ['consent'], now, async (attempt) => {
      const given = currentConsent(consent, now);
      if (hasBegun(attempt) && attempt.consent?.textVersion === given.textVersion) return {};
      if (consent.scope === null) return { consent: given };
      // As the exam asks, not as was sent: nobody may agree to less than they were asked for.
      const scope = await this.#askedOf(attempt);
      if (!isWithin(scope, consent.scope)) throw new Refusal('consent_outdated');
      return { consent: { ...given, scope } };
    });
  }

  /**
   * The student does not agree. That is all that is kept of it.
   * @throws Refusal `attempt_over`, `attempt_ended`; `action_not_possible` where they have begun
   */
  decline(attemptId: string, now: number): Promise<Attempt> {
    return this.#move(attemptId, ['decline'], now, () => ({ consent: null, systemCheck: null }));
  }

  /**
   * A system check begins (null), or this is what it found.
   * @throws Refusal `consent_missing`; `attempt_over`, `attempt_ended`; `action_not_possible` where the
   * student has begun
   */
  check(attemptId: string, check: SystemCheck | null, now: number): Promise<Attempt> {
    if (check === null) return this.#move(attemptId, ['check'], now);
    const events = isPassed(check) ? (['check', 'pass'] as const) : (['check'] as const);
    const systemCheck = { ...check, at: Math.min(check.at, now) };
    return this.#move(attemptId, events, now, () => ({ systemCheck }));
  }

  /**
   * The student is in the waiting room.
   * @throws Refusal `consent_missing`, `check_missing`; `attempt_over`, `attempt_ended`
   */
  wait(attemptId: string, now: number): Promise<Attempt> {
    return this.#move(attemptId, ['wait'], now);
  }

  /**
   * The student takes the seat, for the first time or again.
   * @throws Refusal `consent_outdated` also where the exam has gone beyond what the student agreed to before they
   * began; `consent_missing`; `exam_not_open`, `not_admitted`;
   * `attempt_over`, `attempt_ended`
   */
  join(attemptId: string, consent: Consent, now: number): Promise<Attempt> {
    return this.#move(attemptId, ['join'], now, async (attempt) => {
      const given = currentConsent(consent, now);
      refuseIfNotAdmitted(await this.admission(attempt, now));
      const known = attempt.consent?.textVersion === given.textVersion ? attempt.consent : given;
      if (known.scope !== null && !hasBegun(attempt)) {
        const isEnough = isWithin(await this.#askedOf(attempt), known.scope);
        if (!isEnough) throw new Refusal('consent_outdated');
      }
      return { consent: known, firstJoinedAt: attempt.firstJoinedAt ?? now };
    });
  }

  /** The quiz tab is gone. */
  async leave(attemptId: string, now: number): Promise<void> {
    await this.#move(attemptId, ['leave'], now);
  }

  /** Handed in. @throws Refusal `attempt_over`, `attempt_ended` when it already was over */
  async submit(attemptId: string, now: number): Promise<void> {
    await this.#move(attemptId, ['submit'], now);
  }

  /** An invigilator ends it. @throws Refusal `attempt_over`, `attempt_ended` when it already was over */
  end(attemptId: string, now: number): Promise<Attempt> {
    return this.#move(attemptId, ['end'], now);
  }

  /** When an attempt's time is over for good, milliseconds since the epoch. @throws Refusal `unknown_exam` */
  async expiresAt(attempt: Attempt): Promise<number> {
    return closesAtFor(await this.#exam(attempt), attempt) + this.#options.expireGraceMs;
  }

  /**
   * Its time is over.
   * @throws Refusal `attempt_over`, `attempt_ended` when it already was over; `action_not_possible` where it
   * still has time
   */
  expire(attemptId: string, now: number): Promise<Attempt> {
    return this.#move(attemptId, ['expire'], now, async (attempt) => {
      if (now < (await this.expiresAt(attempt))) throw new Refusal('action_not_possible');
      return {};
    });
  }

  /**
   * Its first report is written: people decide from now on. Again is harmless.
   * @throws Refusal `not_over`
   */
  async review(attemptId: string, now = Date.now()): Promise<Attempt> {
    const attempt = await this.get(attemptId);
    if (attempt.state === 'under_review') return attempt;
    return this.#move(attemptId, ['review'], now);
  }

  /** Those who decide are done. @throws Refusal `not_over`; `action_not_possible` where it is not under review */
  close(attemptId: string, now = Date.now()): Promise<Attempt> {
    return this.#move(attemptId, ['close'], now);
  }

  /**
   * The student has answered an incident, or somebody wants to decide once more: open again.
   * @throws Refusal `not_over`; `action_not_possible` where it was never under review
   */
  appeal(attemptId: string, now = Date.now()): Promise<Attempt> {
    return this.#move(attemptId, ['appeal'], now);
  }

  /**
   * Sets since when an attempt is paused, how much more time it has, and when the student was let in, whatever
   * its state: a student may be paused and away at once. What is so already changes nothing.
   * @throws Refusal `unknown_attempt`; `attempt_over`, `attempt_ended`
   */
  sit(attemptId: string, wanted: SittingPatch): Promise<Attempt> {
    return this.#alone.run(attemptId, async () => {
      for (;;) {
        const attempt = await this.get(attemptId);
        refuseIfOver(attempt);
        const { state, pausedAt, extraTimeMs, admittedAt } = attempt;
        const before = { pausedAt, extraTimeMs, admittedAt };
        const patch = { ...before, ...wanted };
        if (isDeepStrictEqual(patch, before)) return attempt;
        const expected = { state, ...before };
        const updated = await this.#store.update(attemptId, patch, expected);
        if (updated === 'conflict') continue;
        if (updated === 'missing') throw new Refusal('unknown_attempt');
        this.#tracker.apply(updated.examId, { attemptId, ...patch });
        this.#log.info(
          { attemptId, ...patch },
          'Attempt is paused, resumed, given more time or let in',
        );
        this.#options.onSitting(updated);
        return updated;
      }
    });
  }

  /** The connection broke without a word: a grace time starts. */
  async connectionLost(attemptId: string, now: number): Promise<void> {
    await this.#moveIfPossible(attemptId, 'connection_lost', now);
    // Handed in, left, or back already: there is nobody to wait for.
    if ((await this.get(attemptId)).state !== 'reconnecting') return;
    this.#graces.begin(attemptId);
  }

  /** Attempts that a stopped server left "in progress" have lost their connection with it. */
  async recover(examId: string, now: number): Promise<void> {
    const tiles = this.#tracker.tiles(examId);
    for (const { attemptId, state } of tiles) {
      if (state === 'in_progress' || state === 'reconnecting') {
        await this.connectionLost(attemptId, now);
      }
    }
  }

  /** Ends what waits. Nothing is moved by it. */
  stop(): void {
    this.#graces.close();
  }

  async #moveIfPossible(attemptId: string, event: AttemptEvent, now: number): Promise<void> {
    try {
      await this.#move(attemptId, [event], now);
    } catch (error) {
      // It has already moved on, by a join or a submission: nothing is lost any more.
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /**
   * One step at a time for each attempt, of one event or of several that belong together. A conflict in the
   * store means that another process moved it in between; then the table is asked again.
   */
  #move(
    attemptId: string,
    events: readonly [AttemptEvent, ...AttemptEvent[]],
    now: number,
    also: Also = () => ({}),
  ): Promise<Attempt> {
    return this.#alone.run(attemptId, async () => {
      for (;;) {
        const attempt = await this.get(attemptId);
        const state = stateAfter(attempt, events);
        const event = events.at(-1) ?? events[0];
        const over = endsSitting(event)
          ? { endedAt: now, outcome: outcomeOf(state), pausedAt: null }
          : {};
        const patch = { ...(await also(attempt)), ...over, state };
        const { extraTimeMs, admittedAt } = attempt;
        const expected = { state: attempt.state, extraTimeMs, admittedAt };
        const updated = await this.#store.update(attemptId, patch, expected);
        if (updated === 'conflict') continue;
        if (updated === 'missing') throw new Refusal('unknown_attempt');
        // Whoever only agrees once more is not back yet.
        if (state !== 'reconnecting') this.#graces.end(attemptId);
        if (state !== attempt.state) {
          const { pausedAt } = updated;
          this.#tracker.apply(updated.examId, { attemptId, pausedAt, state, stateSince: now });
        }
        this.#log.info({ attemptId, event, state }, 'Attempt moved');
        this.#options.onMoved(updated, event, now);
        return updated;
      }
    });
  }

  /** What the exam asks this student to agree to. */
  async #askedOf(attempt: Attempt): Promise<ConsentScope> {
    const exam = await this.#exam(attempt);
    return scopeOf({ ...exam, policy: policyFor(attempt.id, exam.policy) });
  }

  async #exam({ examId }: Attempt): Promise<AskingExam> {
    const exam = await this.#options.findExam(examId);
    if (exam === null) throw new Refusal('unknown_exam');
    return exam;
  }
}

const hasBegun = ({ firstJoinedAt }: Attempt): boolean => firstJoinedAt !== null;
