import { AppealDesk } from './appeals/index.ts';
import type { AttemptService } from './attempts/index.ts';
import type { AuditSink } from './audit/index.ts';
import type { Config } from './config.ts';
import { PictureLooks, pictureOf } from './evidence/index.ts';
import type { Invigilation } from './invigilation.ts';
import type { Log } from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import { ReceiptDesk } from './receipts/index.ts';
import { ReviewRoom } from './review/index.ts';

export interface AfterExamPorts {
  readonly config: Config;
  readonly stores: Stores;
  readonly attempts: Pick<AttemptService, 'get' | 'review' | 'close' | 'appeal'>;
  readonly invigilation: Pick<Invigilation, 'policies' | 'caseFiles'>;
  readonly audit: AuditSink;
  readonly log: Log;
}

/** What comes after an exam, wired: reviewers decide, students read and answer. Part of the composition root. */
export class AfterExam {
  readonly room: ReviewRoom;
  readonly appeals: AppealDesk;
  readonly receipts: ReceiptDesk;
  readonly looks: PictureLooks;

  constructor({ config, stores, attempts, invigilation, audit, log }: AfterExamPorts) {
    const { policies, caseFiles } = invigilation;
    this.room = new ReviewRoom(
      {
        record: {
          policy: (examId) => policies.current(examId),
          attempts: (examId) => stores.attempts.listByExam(examId),
          incidents: (examId, attemptIds) => caseFiles.ofExam(examId, attemptIds),
          appeals: (examId) => stores.appeals.listByExam(examId),
        },
        attempts,
        student: async ({ id, examId }) => ({
          incidents: await caseFiles.incidents(id),
          policy: await policies.of({ attemptId: id, examId }),
          appeals: await stores.appeals.listByAttempt(id),
        }),
        efforts: stores.efforts,
        audit,
      },
      config.precision,
    );
    this.appeals = new AppealDesk({
      store: stores.appeals,
      attempts,
      findExam: (examId) => stores.exams.find(examId),
      findIncident: (incidentId) => stores.incidents.find(incidentId),
      audit,
      log,
    });
    this.receipts = new ReceiptDesk({
      attempt: (attemptId) => attempts.get(attemptId),
      findExam: (examId) => stores.exams.find(examId),
      incidents: (attemptId) => caseFiles.incidents(attemptId),
      appeals: (attemptId) => stores.appeals.listByAttempt(attemptId),
      picture: (incident, evidenceId) => pictureOf(incident, evidenceId, stores.evidence),
    });
    this.looks = new PictureLooks(audit, config.looks);
  }
}
