import {
  isOver,
  longestDurationMs,
  reachesStudent,
  type Accommodation,
  type Action,
  type Actor,
  type Attempt,
  type Sitting,
  type StudentAction,
} from '@invigil/shared-types';
import type { AttemptService } from '../attempts/index.ts';
import { Refusal, Unattended, type Log, type OneAtATime } from '../ops/index.ts';
import type { ActionRecord } from './action-record.ts';
import { asTold, changesStanding, standingOf } from './standing.ts';

export interface ActionEffectsPorts {
  readonly attempts: Pick<AttemptService, 'get' | 'sit' | 'end'>;
  /** When the exam closes for this student, milliseconds since the epoch. */
  readonly closesAt: (attempt: Attempt) => Promise<number>;
  /** What an accommodation gives this student; null where there is none. */
  readonly accommodationOf: (
    attempt: Attempt,
  ) => Promise<Pick<Accommodation, 'extraTimeMs' | 'breakMs'> | null>;
  /** Tells the student's agent where it is here; where it is not, it learns with its next join. */
  readonly tell: (
    attemptId: string,
    told: { readonly action: StudentAction; readonly sitting: Sitting },
  ) => void;
  /** Lets go of a student whose attempt was ended, after a grace time; resolves once that is done. */
  readonly dismiss: (attemptId: string) => Promise<void>;
  /** Tells the walls of an action that is new or has got further. */
  readonly changed: (action: Action) => void;
  readonly log: Log;
}

/** Carries out what is on record, and lets lapse what comes too late. */
export class ActionEffects {
  readonly #record: ActionRecord;
  readonly #alone: OneAtATime;
  readonly #ports: ActionEffectsPorts;
  /** What has to end before the stores may be closed. */
  readonly #unattended: Unattended;

  /** @param alone keeps one attempt's steps one after the other */
  constructor(record: ActionRecord, alone: OneAtATime, ports: ActionEffectsPorts) {
    this.#record = record;
    this.#alone = alone;
    this.#ports = ports;
    this.#unattended = new Unattended(ports.log);
  }

  async sittingOf(attempt: Attempt): Promise<Sitting> {
    const { breaksUsedMs, onBreak } = this.#record.book.standing(attempt.id);
    const [closesAt, accommodation] = await Promise.all([
      this.#ports.closesAt(attempt),
      this.#ports.accommodationOf(attempt),
    ]);
    const leftMs = Math.max(0, (accommodation?.breakMs ?? 0) - breaksUsedMs);
    return {
      pausedAt: attempt.pausedAt,
      closesAt,
      breaks: { leftMs, since: onBreak?.since ?? null },
    };
  }

  /** Puts an action into effect and tells everyone whom it concerns. Alone. */
  async carryOut(action: Action, now: number): Promise<Action> {
    const { attemptId, content } = action;
    const attempt = changesStanding(content)
      ? await this.settle(attemptId, now)
      : await this.#ports.attempts.get(attemptId);
    if (content.kind === 'admit') {
      const { by } = action;
      const step = isOver(attempt.state)
        ? ({ event: 'lapse' } as const)
        : ({ event: 'finish', by } as const);
      return this.#record.advance(action, step, now);
    }
    // It was handed in, or ended, by somebody who was faster.
    const isCarriedOut = content.kind === 'end' && attempt.state === 'ended';
    if (isOver(attempt.state) && reachesStudent(content.kind) && !isCarriedOut)
      return this.#record.advance(action, { event: 'lapse' }, now);
    this.#ports.changed(action);
    if (content.kind === 'resume') await this.breakIsOver(attemptId, action.by, now);
    const told = asTold(action);
    if (told !== null) {
      this.#ports.tell(attemptId, { action: told, sitting: await this.sittingOf(attempt) });
    }
    if (content.kind === 'end') this.#letLapse(attemptId, this.#dismiss(attemptId));
    return action;
  }

  /** Makes an attempt stand as what is on record says. Alone. */
  async settle(attemptId: string, now: number): Promise<Attempt> {
    const { attempts } = this.#ports;
    const standing = standingOf(await this.#record.listByAttempt(attemptId));
    try {
      if (standing.ended) return await attempts.end(attemptId, now);
      const accommodation = await this.#ports.accommodationOf(await attempts.get(attemptId));
      const { pausedAt, admittedAt } = standing;
      const extraTimeMs = (accommodation?.extraTimeMs ?? 0) + standing.extraTimeMs;
      return await attempts.sit(attemptId, {
        pausedAt,
        admittedAt,
        extraTimeMs: Math.min(extraTimeMs, longestDurationMs),
      });
    } catch (error) {
      const attempt = await attempts.get(attemptId);
      // Over already, which is as much as any action could want.
      if (error instanceof Refusal && isOver(attempt.state)) return attempt;
      throw error;
    }
  }

  /** The break that was under way is over. Alone. */
  async breakIsOver(attemptId: string, by: Actor, now: number): Promise<void> {
    for (const action of this.#record.book.openOf(attemptId)) {
      if (action.content.kind !== 'break_begin') continue;
      await this.#record.advance(action, { event: 'finish', by }, now);
    }
  }

  async #dismiss(attemptId: string): Promise<void> {
    await this.#ports.dismiss(attemptId);
    // Where the agent was not here to say that it knows, it learns at the door.
    await this.lapseOpen(attemptId, () => true, Date.now());
  }

  #letLapse(attemptId: string, work: Promise<void>): void {
    this.#unattended.run(work, { attemptId }, 'What a student was still to be told did not lapse');
  }

  /** What the student was still to be told lapses, as far as `which` says so. */
  lapseOpen(attemptId: string, which: (action: Action) => boolean, now: number): Promise<void> {
    return this.#alone.run(attemptId, async () => {
      for (const action of this.#record.book.openOf(attemptId)) {
        const { kind } = action.content;
        if (!(reachesStudent(kind) || kind === 'break_begin') || !which(action)) continue;
        await this.#record.advance(action, { event: 'lapse' }, now);
      }
    });
  }

  /**
   * An attempt is over: what the student was still to be told lapses, and so does a break; unattended. What invigilators have
   * open stays.
   */
  over(attemptId: string, now: number): void {
    // That it was ended is the one thing that is still told.
    this.#letLapse(
      attemptId,
      this.lapseOpen(attemptId, ({ content }) => content.kind !== 'end', now),
    );
  }

  /** Resolves once nothing touches a store any more. */
  close(): Promise<void> {
    return this.#unattended.settled();
  }
}
