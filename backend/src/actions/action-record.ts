import type { Action, ActionEvent, AuditDetail, AuditedStep } from '@invigil/shared-types';
import type { AuditSink } from '../audit/index.ts';
import { Refusal, type Log } from '../ops/index.ts';
import { ActionBook } from './action-book.ts';
import type { ActionStore } from './action-store.ts';
import { messageSeen, progressAfter, type MessageSeen, type Step } from './standing.ts';

export interface ActionRecordPorts {
  readonly store: ActionStore;
  /** Tells the walls of an action that is new or has got further. */
  readonly changed: (action: Action) => void;
  /** Tells the student's agent, where it is here, that an invigilator has opened a message. */
  readonly tellSeen: (attemptId: string, seen: MessageSeen) => void;
  readonly audit: AuditSink;
  readonly log: Log;
}

const auditedAs: Record<ActionEvent, AuditedStep> = {
  see: 'action_seen',
  finish: 'action_done',
  lapse: 'action_lapsed',
};

/**
 * What was done, in the store, and what has to be known of it at every moment, in memory. Every step is
 * told and goes to the audit log here. One attempt's steps come one after the other.
 */
export class ActionRecord {
  readonly book = new ActionBook();
  readonly #ports: ActionRecordPorts;

  constructor(ports: ActionRecordPorts) {
    this.#ports = ports;
  }

  /** Resolves with the exam's actions that are not settled. */
  async load(examId: string): Promise<Action[]> {
    const actions = await this.#ports.store.listByExam(examId);
    this.book.forget(examId);
    for (const action of actions) this.book.add(action);
    return this.book.open(examId);
  }

  find(id: string): Promise<Action | null> {
    return this.#ports.store.find(id);
  }

  /** Oldest first. */
  listByAttempt(attemptId: string): Promise<Action[]> {
    return this.#ports.store.listByAttempt(attemptId);
  }

  isOpen({ id, attemptId }: Action): boolean {
    return this.book.openOf(attemptId).some((action) => action.id === id);
  }

  /**
   * Durable once it resolves. One attempt has no two actions of one time, so that they have an order.
   * @throws Refusal `invalid_message` where another action has this identifier
   */
  async add(action: Omit<Action, 'at'>, now: number): Promise<Action> {
    const recorded = { ...action, at: Math.max(now, this.book.newestAt(action.attemptId) + 1) };
    if (!(await this.#ports.store.add(recorded))) {
      throw new Refusal('invalid_message', 'another action has this identifier');
    }
    this.book.add(recorded);
    this.#put(recorded, 'action_taken', recorded.by, { ...recorded.content }, recorded.at);
    return recorded;
  }

  /**
   * Takes an action a step further. What was seen before, or is settled, stays as it is.
   * @throws Refusal `unknown_action` where it was deleted meanwhile
   */
  async advance(before: Action, step: Step, now: number): Promise<Action> {
    for (let action: Action | null = before; action !== null;) {
      const progress = progressAfter(action.progress, step, now);
      if (progress === null) return action;
      const { state } = action.progress;
      const updated = await this.#ports.store.progress(action.id, progress, state);
      if (typeof updated === 'object') {
        this.book.progressed(updated);
        this.#ports.changed(updated);
        const who = step.event === 'lapse' ? { kind: 'server' as const } : step.by;
        this.#put(updated, auditedAs[step.event], who, { kind: updated.content.kind }, now);
        const seen = messageSeen(updated);
        if (seen !== null && state === 'sent') this.#ports.tellSeen(updated.attemptId, seen);
        return updated;
      }
      action = updated === 'missing' ? null : await this.find(action.id);
    }
    throw new Refusal('unknown_action');
  }

  /** Resolves with how many there were. */
  async deleteAttempt(attemptId: string): Promise<number> {
    const deleted = await this.#ports.store.deleteByAttempt(attemptId);
    this.book.forgetAttempt(attemptId);
    return deleted;
  }

  /** Resolves with how many there were. */
  async deleteExam(examId: string): Promise<number> {
    const deleted = await this.#ports.store.deleteByExam(examId);
    if (deleted > 0) this.book.forget(examId);
    return deleted;
  }

  /** In the audit log, and without what was written in the server's own. */
  #put(
    { id, attemptId, examId, content: { kind }, progress: { state } }: Action,
    what: AuditedStep,
    who: Action['by'] | { kind: 'server' },
    detail: AuditDetail,
    at: number,
  ): void {
    const { audit, log } = this.#ports;
    audit.write({ at, who, what, examId, attemptId, detail: { actionId: id, ...detail } });
    const staffId = who.kind === 'staff' ? who.staffId : null;
    log.info({ attemptId, actionId: id, kind, state, staffId }, 'Action');
  }
}
