import {
  isForStaff,
  isOver,
  reachesStudent,
  type Action,
  type ActionProgress,
  type Actor,
  type Attempt,
  type Sitting,
  type StaffAction,
  type StudentAction,
} from '@invigil/shared-types';
import { OneAtATime, Refusal } from '../ops/index.ts';
import { ActionEffects, type ActionEffectsPorts } from './action-effects.ts';
import { ActionRecord, type ActionRecordPorts } from './action-record.ts';
import { Breaks, type BreaksOptions, type BreaksPorts } from './breaks.ts';
import { mustBePossible, mustBeTheSame } from './checks.ts';
import { asTold, messageSeen, type MessageSeen, type Step } from './standing.ts';

export type StaffActor = Extract<Actor, { kind: 'staff' }>;

export interface ActionRequest {
  /** Made by whoever asks; the same one again is the same action. */
  readonly actionId: string;
  readonly attemptId: string;
  readonly examId: string;
  readonly content: StaffAction;
}

export interface ActionDeskPorts extends ActionRecordPorts, ActionEffectsPorts, BreaksPorts {}

export interface ActionDeskOptions extends BreaksOptions {
  /** Messages that one student may write in an attempt. */
  readonly messagesPerAttempt: number;
}

/**
 * What invigilators do about students, and what students write to them: on record first, then carried out,
 * then told. How an attempt stands follows from what is on record (`standingOf`).
 */
export class ActionDesk {
  readonly #ports: ActionDeskPorts;
  readonly #options: ActionDeskOptions;
  readonly #record: ActionRecord;
  /** By attempt. */
  readonly #alone = new OneAtATime();
  readonly #effects: ActionEffects;
  readonly #breaks: Breaks;

  constructor(ports: ActionDeskPorts, options: ActionDeskOptions) {
    this.#ports = ports;
    this.#record = new ActionRecord(ports);
    this.#effects = new ActionEffects(this.#record, this.#alone, ports);
    this.#options = options;
    const parts = { record: this.#record, alone: this.#alone, effects: this.#effects };
    this.#breaks = new Breaks(parts, ports, options);
  }

  /** Reads what was done so far. Everything else about this exam needs that to have happened, once. */
  async load(examId: string, now: number): Promise<void> {
    const unfinished = await this.#record.load(examId);
    // Where an earlier run of the server ended in between.
    for (const attemptId of new Set(unfinished.map((action) => action.attemptId))) {
      const attempt = await this.#alone.run(attemptId, () => this.#effects.settle(attemptId, now));
      if (isOver(attempt.state)) await this.#effects.lapseOpen(attemptId, () => true, now);
    }
    this.#breaks.goOn(examId);
  }

  /**
   * Does something about a student. The same again, by the same person, is harmless: the answer is how far
   * it has got.
   * @throws Refusal `unknown_attempt`; `action_not_possible`; `invalid_message` where another action has
   * this identifier
   */
  take(by: StaffActor, request: ActionRequest, now: number): Promise<Action> {
    const { actionId: id, attemptId, examId, content } = request;
    return this.#alone.run(attemptId, async () => {
      const known = await this.#record.find(id);
      if (known !== null) {
        mustBeTheSame(known, by, request);
        return this.#record.isOpen(known) ? this.#effects.carryOut(known, now) : known;
      }
      const attempt = await this.#ports.attempts.get(attemptId);
      if (attempt.examId !== examId) throw new Refusal('unknown_attempt');
      mustBePossible(content, attempt, this.#record.book.standing(attemptId));
      const action = { id, examId, attemptId, by, content, progress: { state: 'sent' } } as const;
      return this.#effects.carryOut(await this.#record.add(action, now), now);
    });
  }

  /**
   * An invigilator has opened, or is done with, what is meant for invigilators. Again is harmless.
   * @throws Refusal `unknown_action`; `action_not_possible` where that is for the student to say
   */
  async progress(
    by: StaffActor,
    examId: string,
    actionId: string,
    event: ActionProgress,
    now: number,
  ): Promise<Action> {
    const action = await this.#record.find(actionId);
    if (action?.examId !== examId) throw new Refusal('unknown_action');
    if (!isForStaff(action.content.kind)) throw new Refusal('action_not_possible');
    const own = action.by.kind === 'staff' && action.by.staffId === by.staffId;
    // Whoever calls for a second pair of eyes has seen it before.
    return own && event === 'see' ? action : this.#advance(action, { event, by }, now);
  }

  /** What became of an action on the student's screen. Again is harmless. @throws Refusal `unknown_action` */
  async studentProgress(
    { attemptId }: { readonly attemptId: string },
    actionId: string,
    event: ActionProgress,
    now: number,
  ): Promise<Action> {
    const action = await this.#record.find(actionId);
    if (action?.attemptId !== attemptId || !reachesStudent(action.content.kind)) {
      throw new Refusal('unknown_action');
    }
    return this.#advance(action, { event, by: { kind: 'student' } }, now);
  }

  /**
   * A student writes to the invigilators. Again is harmless.
   * @throws Refusal `too_many_messages`; `invalid_message` where another action has this identifier
   */
  studentWrote(
    { attemptId, examId }: { readonly attemptId: string; readonly examId: string },
    { messageId, text }: { readonly messageId: string; readonly text: string },
    now: number,
  ): Promise<Action> {
    return this.#alone.run(attemptId, async () => {
      const by = { kind: 'student' } as const;
      const content = { kind: 'student_message', text } as const;
      const known = await this.#record.find(messageId);
      if (known !== null) {
        mustBeTheSame(known, by, { attemptId, examId, content });
        return known;
      }
      if (this.#record.book.messagesOf(attemptId) >= this.#options.messagesPerAttempt) {
        throw new Refusal('too_many_messages');
      }
      const progress = { state: 'sent' } as const;
      const action = { id: messageId, examId, attemptId, by, content, progress };
      const recorded = await this.#record.add(action, now);
      this.#ports.changed(recorded);
      return recorded;
    });
  }

  /**
   * A student begins a break or comes back from it. Again is harmless.
   * @throws Refusal `no_break_left`; `action_not_possible` while an invigilator has it paused;
   * `attempt_over`, `attempt_ended`
   */
  studentBreak(
    observed: { readonly attemptId: string; readonly examId: string },
    event: 'begin' | 'end',
    now: number,
  ): Promise<Sitting> {
    return this.#breaks[event](observed, now);
  }

  /**
   * To be called once an accommodation was granted, changed or taken back: the attempt has the extra time that
   * it gives now, and its agent is told. Of an attempt that is over nothing changes.
   * @throws Refusal `unknown_attempt`
   */
  accommodated(attemptId: string, now: number): Promise<Attempt> {
    return this.#alone.run(attemptId, async () => {
      const attempt = await this.#effects.settle(attemptId, now);
      this.#ports.tellSitting(attemptId, await this.#effects.sittingOf(attempt));
      return attempt;
    });
  }

  /** What of an exam is not settled yet, oldest first. */
  open(examId: string): Action[] {
    return this.#record.book.open(examId);
  }

  /** The same, and the pauses that hold, settled or not. */
  holding(examId: string): Action[] {
    return this.#record.book.holding(examId);
  }

  /** What a student was told and has not acknowledged yet, oldest first. */
  openFor(attemptId: string): StudentAction[] {
    return this.#record.book.openOf(attemptId).flatMap((action) => asTold(action) ?? []);
  }

  sittingOf(attempt: Attempt): Promise<Sitting> {
    return this.#effects.sittingOf(attempt);
  }

  /** Newest first. */
  async listByAttempt(attemptId: string): Promise<Action[]> {
    return (await this.#record.listByAttempt(attemptId)).reverse();
  }

  /** Which of a student's messages were opened: the agent may not have been here to be told. */
  async messagesSeen(attemptId: string): Promise<MessageSeen[]> {
    if (this.#record.book.messagesOf(attemptId) === 0) return [];
    const actions = await this.#record.listByAttempt(attemptId);
    return actions.flatMap((action) => messageSeen(action) ?? []);
  }

  /** Whether nothing was judged at that moment, milliseconds since the epoch. */
  wasPaused(attemptId: string, at: number): boolean {
    return this.#record.book.wasPaused(attemptId, at);
  }

  /** An attempt is over: see `ActionEffects.over`. */
  over(attemptId: string, now: number): void {
    this.#effects.over(attemptId, now);
  }

  /** Resolves once nothing touches a store any more. */
  async close(): Promise<void> {
    await this.#breaks.close();
    await this.#effects.close();
  }

  /** Deletes what was done about an attempt. Resolves with how many actions there were. */
  deleteAttempt(attemptId: string): Promise<number> {
    return this.#alone.run(attemptId, () => this.#record.deleteAttempt(attemptId));
  }

  /** Deletes what was done in an exam. Resolves with how many actions there were. */
  deleteExam(examId: string): Promise<number> {
    return this.#record.deleteExam(examId);
  }

  #advance(action: Action, step: Step, now: number): Promise<Action> {
    return this.#alone.run(action.attemptId, () => this.#record.advance(action, step, now));
  }
}
