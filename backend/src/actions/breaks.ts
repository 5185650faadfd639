import { randomUUID } from 'node:crypto';
import { isOver, type Sitting } from '@invigil/shared-types';
import { refuseIfOver } from '../attempts/index.ts';
import { Refusal, Unattended, type Log, type OneAtATime } from '../ops/index.ts';
import type { ActionEffects, ActionEffectsPorts } from './action-effects.ts';
import type { ActionRecord } from './action-record.ts';
import { tookMs } from './standing.ts';

export interface BreaksPorts extends Pick<ActionEffectsPorts, 'attempts' | 'changed'> {
  /** Tells the student's agent, where it is here, how the attempt stands now. */
  readonly tellSitting: (attemptId: string, sitting: Sitting) => void;
  readonly log: Log;
}

export interface BreaksOptions {
  /** Breaks that one student may begin in an attempt, however short they are. */
  readonly breaksPerAttempt: number;
  /** After so long the end of a break is tried again that could not be stored, milliseconds. */
  readonly breakRetryMs: number;
}

interface Taker {
  readonly attemptId: string;
  readonly examId: string;
}

const student = { kind: 'student' } as const;

/**
 * The breaks that students take by themselves, as far as an accommodation allows. They end when the student
 * ends them, when an invigilator resumes the attempt, or when they are used up.
 */
export class Breaks {
  readonly #record: ActionRecord;
  readonly #alone: OneAtATime;
  readonly #effects: ActionEffects;
  readonly #ports: BreaksPorts;
  readonly #options: BreaksOptions;
  /** When the break under way is used up, by attempt. */
  readonly #ends = new Map<string, NodeJS.Timeout>();
  readonly #unattended: Unattended;

  /** @param alone keeps one attempt's steps one after the other */
  constructor(
    { record, alone, effects }: { record: ActionRecord; alone: OneAtATime; effects: ActionEffects },
    ports: BreaksPorts,
    options: BreaksOptions,
  ) {
    this.#record = record;
    this.#alone = alone;
    this.#effects = effects;
    this.#ports = ports;
    this.#options = options;
    this.#unattended = new Unattended(ports.log);
  }

  /**
   * A break begins. Again, while one is under way, is harmless.
   * @throws Refusal `no_break_left`; `action_not_possible` while an invigilator has it paused;
   * `attempt_over`, `attempt_ended`
   */
  begin(taker: Taker, now: number): Promise<Sitting> {
    const { attemptId, examId } = taker;
    return this.#alone.run(attemptId, async () => {
      const attempt = await this.#ports.attempts.get(attemptId);
      refuseIfOver(attempt);
      const sitting = await this.#effects.sittingOf(attempt);
      const { onBreak, pausedByStaff } = this.#record.book.standing(attemptId);
      if (onBreak !== null) return sitting;
      if (pausedByStaff) throw new Refusal('action_not_possible');
      const { leftMs } = sitting.breaks;
      const taken = this.#record.book.breaksOf(attemptId);
      // Of breaks that take no time there would be no end.
      if (leftMs <= 0 || taken >= this.#options.breaksPerAttempt) {
        throw new Refusal('no_break_left');
      }
      const content = { kind: 'break_begin', leftMs } as const;
      const progress = { state: 'sent' } as const;
      const action = { id: randomUUID(), examId, attemptId, by: student, content, progress };
      const begun = await this.#record.add(action, now);
      this.#ports.changed(begun);
      const settled = await this.#effects.settle(attemptId, now);
      this.#endAt(taker, begun.at + leftMs);
      return this.#effects.sittingOf(settled);
    });
  }

  /** The student is back. Where no break is under way that is harmless. @throws Refusal `unknown_attempt` */
  end(taker: Taker, now: number): Promise<Sitting> {
    return this.#alone.run(taker.attemptId, () => this.#end(taker, now));
  }

  /** Breaks of this exam that were under way when an earlier run of the server ended go on, or end. */
  goOn(examId: string): void {
    const { book } = this.#record;
    for (const attemptId of book.onBreak(examId)) {
      const { onBreak } = book.standing(attemptId);
      if (onBreak !== null) this.#endAt({ attemptId, examId }, onBreak.since + onBreak.leftMs);
    }
  }

  /** Resolves once nothing touches a store any more. */
  async close(): Promise<void> {
    for (const timer of this.#ends.values()) clearTimeout(timer);
    this.#ends.clear();
    await this.#unattended.settled();
  }

  #endAt(taker: Taker, at: number): void {
    const { attemptId } = taker;
    clearTimeout(this.#ends.get(attemptId));
    const timer = setTimeout(
      () => {
        this.#ends.delete(attemptId);
        const ended = this.#usedUp(taker, at);
        this.#unattended.run(ended, { attemptId }, 'The end of a break could not be recorded');
        ended.catch(() => this.#endAt(taker, Date.now() + this.#options.breakRetryMs));
      },
      Math.max(0, at - Date.now()),
    );
    timer.unref();
    this.#ends.set(attemptId, timer);
  }

  #usedUp(taker: Taker, endsAt: number): Promise<void> {
    const { attemptId } = taker;
    return this.#alone.run(attemptId, async () => {
      const { onBreak } = this.#record.book.standing(attemptId);
      // It was ended before, and this may be the next one.
      if (onBreak === null || onBreak.since + onBreak.leftMs > endsAt) return;
      const sitting = await this.#end(taker, Date.now());
      this.#ports.tellSitting(attemptId, sitting);
    });
  }

  /** Alone. */
  async #end({ attemptId, examId }: Taker, now: number): Promise<Sitting> {
    const attempt = await this.#ports.attempts.get(attemptId);
    const { onBreak } = this.#record.book.standing(attemptId);
    if (onBreak === null || isOver(attempt.state)) return this.#effects.sittingOf(attempt);
    const content = { kind: 'break_end', tookMs: tookMs(onBreak, now) } as const;
    const progress = { state: 'done', seenAt: null, doneAt: now, by: student } as const;
    const action = { id: randomUUID(), examId, attemptId, by: student, content, progress };
    this.#ports.changed(await this.#record.add(action, now));
    const settled = await this.#effects.settle(attemptId, now);
    await this.#effects.breakIsOver(attemptId, student, now);
    return this.#effects.sittingOf(settled);
  }
}
