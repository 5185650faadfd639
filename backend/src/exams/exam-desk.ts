import { randomBytes } from 'node:crypto';
import {
  defaultPolicy,
  type examChangeSchema,
  type examCreateSchema,
  type Exam,
  type ExamDetail,
  type Staff,
} from '@invigil/shared-types';
import type { z } from 'zod';
import type { AuditSink } from '../audit/index.ts';
import { Refusal, type Log } from '../ops/index.ts';
import {
  changesOf,
  refuseImpossible,
  refuseWidePatterns,
  type RosterState,
} from './exam-changes.ts';
import type { ExamStore } from './exam-store.ts';
import { joinCodeOf, newJoinCode } from './join-code.ts';

export interface ExamDeskPorts {
  readonly exams: Pick<ExamStore, 'create' | 'find' | 'replaceSettings' | 'giveJoinCode'>;
  readonly rosterState: (examId: string) => Promise<RosterState>;
  /** Called once a change is stored: walls and agents are to be told. */
  readonly onChanged: (after: Exam, before: Exam) => void;
  /** Where browsers reach this server, without a slash at the end. */
  readonly publicUrl: () => string;
  readonly canMail: boolean;
  readonly audit: AuditSink;
  readonly log: Log;
}

/** Where admins set exams up and change them. */
export class ExamDesk {
  readonly #ports: ExamDeskPorts;

  constructor(ports: ExamDeskPorts) {
    this.#ports = ports;
  }

  /** @throws Refusal `unknown_exam` */
  async detail(examId: string): Promise<ExamDetail> {
    const { exams, publicUrl, canMail } = this.#ports;
    const exam = await this.#find(examId);
    const joinCode = await joinCodeOf(exams, exam);
    return { exam: { ...exam, joinCode }, joinUrl: `${publicUrl()}/join/${joinCode}`, canMail };
  }

  /**
   * @param now milliseconds since the epoch
   * @throws Refusal `exam_window_past`; `pattern_too_wide`; `accommodation_unknown` where the policy
   * accommodates somebody: nobody is on the roster yet
   */
  async create(
    { settings, policy = defaultPolicy }: z.output<typeof examCreateSchema>,
    by: Staff,
    now: number,
  ): Promise<ExamDetail> {
    if (settings.closesAt <= now) throw new Refusal('exam_window_past');
    refuseWidePatterns(settings);
    if (Object.keys(policy.accommodations).length > 0) throw new Refusal('accommodation_unknown');
    const { exams, audit, log } = this.#ports;
    const id = randomBytes(12).toString('base64url');
    const made = { ...settings, id, revision: 1, policy: { ...policy, version: 1 } };
    let exam: Exam;
    do exam = { ...made, joinCode: newJoinCode() };
    while ((await exams.create(exam)) === 'code_taken');
    log.info({ examId: id, staffId: by.id }, 'An exam was made');
    const { title, opensAt, closesAt, timeZone } = exam;
    audit.write({
      ...{ at: now, who: whoIs(by), what: 'exam_created', examId: id, attemptId: null },
      detail: { title, opensAt, closesAt, timeZone },
    });
    return this.detail(id);
  }

  /**
   * Replaces the settings. What is as it was already is a change of nothing and keeps the revision.
   * @throws Refusal `unknown_exam`; `exam_outdated` where `from` is not its revision any more, and nothing
   * was changed; what `refuseImpossible` does
   */
  async change(
    examId: string,
    { from, settings }: z.output<typeof examChangeSchema>,
    by: Staff,
    now: number,
  ): Promise<ExamDetail> {
    const { exams, rosterState, onChanged, audit, log } = this.#ports;
    const before = await this.#find(examId);
    if (before.revision !== from) throw new Refusal('exam_outdated');
    const changes = changesOf(before, settings);
    if (Object.keys(changes).length === 0) return this.detail(examId);
    refuseImpossible(before, settings, await rosterState(examId), now);
    const after = await exams.replaceSettings(examId, from, settings);
    if (after === 'missing') throw new Refusal('unknown_exam');
    if (after === 'outdated') throw new Refusal('exam_outdated');
    const { revision } = after;
    log.info({ examId, staffId: by.id, revision, changed: Object.keys(changes) }, 'Exam changed');
    audit.write({
      ...{ at: now, who: whoIs(by), what: 'exam_changed', examId, attemptId: null },
      detail: { revision, changes },
    });
    onChanged(after, before);
    return this.detail(examId);
  }

  async #find(examId: string): Promise<Exam> {
    const exam = await this.#ports.exams.find(examId);
    if (exam === null) throw new Refusal('unknown_exam');
    return exam;
  }
}

const whoIs = ({ id, username }: Staff) =>
  ({ kind: 'staff', staffId: id, name: username }) as const;
