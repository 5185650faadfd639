import {
  narrowed,
  policyFor,
  type ConsentScope,
  type Policy,
  type PolicyChange,
} from '@invigil/shared-types';
import { OneAtATime, Refusal } from '../ops/index.ts';
import type { ExamStore } from './exam-store.ts';

export interface ExamPoliciesOptions {
  /** Called after an exam's policy was replaced, once the new one is in force. */
  readonly onChanged: (examId: string, policy: Policy, change: PolicyReplaced) => void;
  /** What the student has agreed to; null where that is the exam as it is. */
  readonly agreedBy: (attemptId: string) => Promise<ConsentScope | null>;
  /** Which of these attempts are not of the exam. */
  readonly strangersTo: (examId: string, attemptIds: readonly string[]) => Promise<string[]>;
}

export interface PolicyReplaced {
  readonly before: Policy;
  readonly staffId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Who is judged. */
export interface Judged {
  readonly attemptId: string;
  readonly examId: string;
}

/**
 * The exams' policies: the one in force, which is asked for at every claim and so kept in memory, and
 * every former one, under which a score may have been made.
 */
export class ExamPolicies {
  readonly #exams: Pick<ExamStore, 'find' | 'addPolicy' | 'findPolicy' | 'eraseAccommodations'>;
  readonly #options: ExamPoliciesOptions;
  readonly #current = new Map<string, Promise<Policy>>();
  readonly #alone = new OneAtATime();

  constructor(
    exams: Pick<ExamStore, 'find' | 'addPolicy' | 'findPolicy' | 'eraseAccommodations'>,
    options: ExamPoliciesOptions,
  ) {
    this.#exams = exams;
    this.#options = options;
  }

  /**
   * The policy in force.
   * @throws Refusal `unknown_exam`
   */
  current(examId: string): Promise<Policy> {
    const known = this.#current.get(examId);
    if (known !== undefined) return known;
    const reading = this.#read(examId);
    this.#current.set(examId, reading);
    reading.catch(() => {
      // Not kept, so that the next one tries again; a policy that was set meanwhile is.
      if (this.#current.get(examId) === reading) this.#current.delete(examId);
    });
    return reading;
  }

  /**
   * The policy by which one attempt is judged: the one in force with that attempt's accommodations, and
   * nobody else's, as far as its student has agreed to it.
   * @throws Refusal `unknown_exam`
   */
  async of({ attemptId, examId }: Judged): Promise<Policy> {
    return this.#agreed(attemptId, await this.current(examId));
  }

  /** The one by which an attempt is, or was, judged under that number; null where the exam never had it. */
  async at({ attemptId, examId }: Judged, version: number): Promise<Policy | null> {
    const stored = await this.#exams.findPolicy(examId, version);
    if (stored !== null) return this.#agreed(attemptId, stored.policy);
    // An exam of before there were policies is judged by one that was never stored.
    const current = await this.#read(examId);
    return current.version === version ? this.#agreed(attemptId, current) : null;
  }

  /**
   * Puts a policy in force. Its number is one more than that of the one it replaces, whatever it says.
   * @param now milliseconds since the epoch
   * @throws Refusal `unknown_exam`; `accommodation_unknown` where it accommodates an attempt that is not
   * of this exam; `policy_outdated` where `from` is not the one in force any more
   */
  replace(
    examId: string,
    { from, policy: wanted }: PolicyChange,
    staffId: string,
    now: number,
  ): Promise<Policy> {
    return this.#alone.run(examId, async () => {
      const current = await this.#read(examId);
      if (current.version !== from) throw this.#outdated(examId);
      const strangers = await this.#options.strangersTo(examId, Object.keys(wanted.accommodations));
      // Those who were accommodated and have been taken off the roster are left out in silence.
      if (strangers.some((id) => !Object.hasOwn(current.accommodations, id))) {
        throw new Refusal('accommodation_unknown');
      }
      const accommodations = Object.fromEntries(
        Object.entries(wanted.accommodations).filter(([id]) => !strangers.includes(id)),
      );
      // Where it is not stored yet it is from now on, as it is in force now: it has been judged by.
      await this.#exams.addPolicy(examId, { policy: current, changedAt: null, changedBy: null });
      const policy: Policy = { ...wanted, accommodations, version: from + 1 };
      const added = await this.#exams.addPolicy(examId, {
        policy,
        changedAt: now,
        changedBy: staffId,
      });
      if (!added) throw this.#outdated(examId);
      this.#current.set(examId, Promise.resolve(policy));
      this.#options.onChanged(examId, policy, { before: current, staffId, at: now });
      return policy;
    });
  }

  /**
   * Erases what was accommodated for attempts that are gone, with null for all, from every version. No new
   * version comes of it: nobody is judged in another way. Resolves with how many versions were changed.
   */
  eraseAccommodations(examId: string, attemptIds: readonly string[] | null): Promise<number> {
    return this.#alone.run(examId, async () => {
      const changed = await this.#exams.eraseAccommodations(examId, attemptIds);
      this.#current.delete(examId);
      return changed;
    });
  }

  /** An exam is gone. */
  forget(examId: string): void {
    this.#current.delete(examId);
  }

  async #agreed(attemptId: string, policy: Policy): Promise<Policy> {
    return narrowed(policyFor(attemptId, policy), await this.#options.agreedBy(attemptId));
  }

  /** Somebody changed it, in this process or in another: what is in memory may be outdated, too. */
  #outdated(examId: string): Refusal {
    this.#current.delete(examId);
    return new Refusal('policy_outdated');
  }

  async #read(examId: string): Promise<Policy> {
    const exam = await this.#exams.find(examId);
    if (exam === null) throw new Refusal('unknown_exam');
    return exam.policy;
  }
}
