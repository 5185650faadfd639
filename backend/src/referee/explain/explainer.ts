import type { Attempt, Explanation, FrameEvent, Policy } from '@invigil/shared-types';
import { Refusal } from '../../ops/index.ts';
import type { Claimant } from '../claims/claim-book.ts';
import type { CaseFiles } from '../incidents/case-files.ts';
import { explain } from './explain.ts';

export interface ExplainerPorts {
  readonly caseFiles: Pick<CaseFiles, 'incidents'>;
  /** The log: what is still buffered is written before it is read. */
  readonly log: {
    flush(): Promise<void>;
    listByAttempt(attemptId: string): Promise<FrameEvent[]>;
  };
  readonly policies: {
    /** By which the attempt is judged now. */
    of(attempt: Claimant): Promise<Policy>;
    /** By which it was under that version; null where the exam never had it. */
    at(attempt: Claimant, version: number): Promise<Policy | null>;
  };
}

/** Explains scores from what is on record. */
export class Explainer {
  readonly #ports: ExplainerPorts;

  constructor(ports: ExplainerPorts) {
    this.#ports = ports;
  }

  /**
   * How the attempt's score came about, or how it would have under another version of the exam's
   * policy: that changes nothing.
   *
   * @param policyVersion null: the policy as it is now
   * @throws Refusal `not_found` where the exam never had that version
   */
  async explanation(
    attempt: Pick<Attempt, 'id' | 'examId'>,
    policyVersion: number | null,
  ): Promise<Explanation> {
    const { caseFiles, log, policies } = this.#ports;
    const judged = { attemptId: attempt.id, examId: attempt.examId };
    const policy =
      policyVersion === null ? await policies.of(judged) : await policies.at(judged, policyVersion);
    if (policy === null) throw new Refusal('not_found', 'no such version of the policy');
    await log.flush();
    // The log first: an incident that comes onto the record meanwhile then lacks its line at most.
    const events = await log.listByAttempt(attempt.id);
    const incidents = await caseFiles.incidents(attempt.id);
    return explain({ attempt, incidents, events, policy });
  }
}
