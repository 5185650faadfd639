import {
  isOver,
  reachesStudent,
  type Action,
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
    return { pausedAt: attempt.pausedAt, closesAt: await this.#ports.closesAt(attempt) };
  }

  /** Puts an action into effect and tells everyone whom it concerns. Alone. */
  async carryOut(action: Action, now: number): Promise<Action> {
    const { attemptId, content } = action;
    const attempt = changesStanding(content)
      ? await this.settle(attemptId, now)
      : await this.#ports.attempts.get(attemptId);
    // It was handed in, or ended, by somebody who was faster.
    const isCarriedOut = content.kind === 'end' && attempt.state === 'ended';
    if (isOver(attempt.state) && reachesStudent(content.kind) && !isCarriedOut)
      return this.#record.advance(action, { event: 'lapse' }, now);
    this.#ports.changed(action);
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
    const { ended, ...sitting } = standingOf(await this.#record.listByAttempt(attemptId));
    try {
      return ended ? await attempts.end(attemptId, now) : await attempts.sit(attemptId, sitting);
    } catch (error) {
      const attempt = await attempts.get(attemptId);
      // Over already, which is as much as any action could want.
      if (error instanceof Refusal && isOver(attempt.state)) return attempt;
      throw error;
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
        if (!reachesStudent(action.content.kind) || !which(action)) continue;
        await this.#record.advance(action, { event: 'lapse' }, now);
      }
    });
  }

  /**
   * An attempt is over: what the student was still to be told lapses, unattended. What invigilators have
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
