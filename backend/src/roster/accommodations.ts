import type { Accommodation, Policy, RosterEntry, Staff } from '@invigil/shared-types';
import type { accommodationRequestSchema } from '@invigil/shared-types';
import type { z } from 'zod';
import type { ExamPolicies } from '../exams/index.ts';
import { Refusal } from '../ops/index.ts';
import type { RosterBook } from './roster-book.ts';

export interface AccommodationPorts {
  readonly book: Pick<RosterBook, 'student' | 'entry'>;
  readonly policies: Pick<ExamPolicies, 'current' | 'replace'>;
  /** Brings the attempt's extra time after it and tells the student's agent. */
  readonly accommodated: (attemptId: string, now: number) => Promise<unknown>;
}

/** Times that a change of a policy is tried which others change at the same time. */
const tries = 20;

/** What is different for single students. It is part of the exam's policy, so each change is a version of it. */
export class Accommodations {
  readonly #ports: AccommodationPorts;

  constructor(ports: AccommodationPorts) {
    this.#ports = ports;
  }

  /**
   * Grants, or with null takes back.
   * @throws Refusal `unknown_attempt`; `policy_outdated` where others kept changing the policy meanwhile
   */
  async set(
    attemptId: string,
    { accommodation }: z.output<typeof accommodationRequestSchema>,
    by: Staff,
    now: number,
  ): Promise<RosterEntry> {
    const { book, accommodated } = this.#ports;
    const { attempt } = await book.student(attemptId);
    const granted = { byStaffId: by.id, byName: by.username, at: now };
    const wanted = accommodation === null ? null : { ...accommodation, granted };
    await this.#replace(attempt.examId, by, now, (before) => {
      const { [attemptId]: was, ...others } = before;
      if (wanted === null) return was === undefined ? null : others;
      return { ...others, [attemptId]: wanted };
    });
    await accommodated(attemptId, now);
    return book.entry(attemptId);
  }

  /** Takes back what was granted to students who are not on the roster any more. */
  forget(examId: string, attemptIds: readonly string[], by: Staff, now: number): Promise<void> {
    return this.#replace(examId, by, now, (before) => {
      const left = Object.entries(before).filter(([id]) => !attemptIds.includes(id));
      return left.length === Object.keys(before).length ? null : Object.fromEntries(left);
    });
  }

  /** @param change null: there is nothing to change */
  async #replace(
    examId: string,
    by: Staff,
    now: number,
    change: (before: Record<string, Accommodation>) => Policy['accommodations'] | null,
  ): Promise<void> {
    const { policies } = this.#ports;
    for (let left = tries; ; left -= 1) {
      const policy = await policies.current(examId);
      const accommodations = change(policy.accommodations);
      if (accommodations === null) return;
      try {
        const next = { from: policy.version, policy: { ...policy, accommodations } };
        await policies.replace(examId, next, by.id, now);
        return;
      } catch (error) {
        // Somebody changed the policy in between: theirs stays, and this comes on top.
        const outdated = error instanceof Refusal && error.reason === 'policy_outdated';
        if (!outdated || left === 1) throw error;
      }
    }
  }
}
