import { isOver, type Attempt, type Exam } from '@invigil/shared-types';
import type { ActionDesk } from './actions/index.ts';
import type { LiveTracker } from './attempts/index.ts';
import type { AuditSink } from './audit/index.ts';
import type { Config } from './config.ts';
import { ExamDesk, type ExamPolicies } from './exams/index.ts';
import type { JobQueue } from './jobs/index.ts';
import type { AgentGateway, FanOut, WallGateway } from './live/index.ts';
import { Unattended, type Log } from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import {
  AccessCodes,
  AccessDesk,
  Accommodations,
  ExamRoster,
  JoinDesk,
  JoinFailures,
  JoinLimits,
  MailDesk,
  openMailer,
  RosterBook,
} from './roster/index.ts';

export interface ExamOfficePorts {
  readonly config: Pick<Config, 'roster' | 'jobs'>;
  readonly stores: Stores;
  /** From which the students' codes are derived. */
  readonly secret: string;
  readonly publicUrl: () => string;
  readonly policies: ExamPolicies;
  readonly actions: Pick<ActionDesk, 'accommodated' | 'sittingOf'>;
  readonly tracker: LiveTracker;
  readonly fanOut: Pick<FanOut, 'removed'>;
  readonly walls: Pick<WallGateway, 'tellExam'>;
  readonly agents: Pick<AgentGateway, 'tellExam' | 'tellSitting' | 'tellWatched'>;
  /** Attempts of an exam that are under a legal hold. */
  readonly heldIn: (examId: string) => Promise<ReadonlySet<string>>;
  readonly jobs: JobQueue;
  readonly audit: AuditSink;
  readonly log: Log;
}

/**
 * Where exams are set up: settings, rosters, accommodations, and how students get in; wired to the live
 * picture, so that open walls and running agents follow. Part of the composition root.
 */
export class ExamOffice {
  readonly exams: ExamDesk;
  readonly book: RosterBook;
  readonly roster: ExamRoster;
  readonly access: AccessDesk;
  readonly accommodations: Accommodations;
  readonly join: JoinDesk;
  readonly mail: MailDesk;
  readonly #ports: ExamOfficePorts;
  readonly #unattended: Unattended;
  readonly #failures: JoinFailures;
  readonly #closeMailer: () => void;

  constructor(ports: ExamOfficePorts) {
    this.#ports = ports;
    const { config, stores, publicUrl, policies, tracker, fanOut, audit, log } = ports;
    const codes = new AccessCodes(ports.secret);
    const mailer = config.roster.mail === null ? null : openMailer(config.roster.mail);
    this.#closeMailer = () => mailer?.close();
    this.#unattended = new Unattended(log);
    this.exams = new ExamDesk({
      exams: stores.exams,
      rosterState: async (examId) => {
        const attempts = await stores.attempts.listByExam(examId);
        return {
          begun: attempts.some(({ firstJoinedAt }) => firstJoinedAt !== null),
          rooms: new Set(attempts.flatMap(({ room }) => room ?? [])),
        };
      },
      onChanged: (after, before) => this.#tellOfExam(after, before),
      publicUrl,
      canMail: mailer !== null,
      audit,
      log,
    });
    const policyOf = policies.current.bind(policies);
    const { heldIn } = ports;
    const { exams, attempts, roster: store } = stores;
    this.book = new RosterBook({ exams, attempts, store, policyOf, heldIn });
    this.roster = new ExamRoster({
      book: this.book,
      store,
      codes,
      policyOf,
      forgetAccommodations: (...those) => this.accommodations.forget(...those),
      heldIn,
      live: {
        added: (attempt) => tracker.add(attempt),
        changed: ({ examId, id: attemptId, studentName, room }) =>
          tracker.apply(examId, { attemptId, studentName, room }),
        removed: (examId, attemptId) => {
          if (tracker.remove(examId, attemptId)) fanOut.removed(examId, attemptId);
        },
      },
      audit,
      log,
    });
    this.accommodations = new Accommodations({
      book: this.book,
      policies,
      accommodated: (attemptId, now) => ports.actions.accommodated(attemptId, now),
    });
    const shared = { exams, book: this.book, store, audit, log };
    this.access = new AccessDesk({ ...shared, codes, publicUrl });
    this.mail = new MailDesk(
      { ...shared, access: this.access, jobs: ports.jobs, mailer },
      config.jobs.kinds.mail,
    );
    this.#failures = new JoinFailures(audit, config.roster.join.auditEveryMs);
    this.join = new JoinDesk({
      exams,
      store,
      codes,
      limits: new JoinLimits(config.roster.join),
      failures: this.#failures,
      log,
    });
  }

  /** Once no request comes any more, and before the audit log and the stores are closed. */
  async close(): Promise<void> {
    this.#failures.close();
    this.#closeMailer();
    await this.#unattended.settled();
  }

  /**
   * Open walls show the exam as it is now; whoever sits it learns how it is, when it closes for them, and who
   * watches.
   */
  #tellOfExam(after: Exam, before: Exam): void {
    const { walls, agents, tracker } = this.#ports;
    walls.tellExam(after);
    if (after.studentView.watchers !== before.studentView.watchers) agents.tellWatched(after.id);
    const told = agents.tellExam(after.id);
    if (after.closesAt === before.closesAt) return;
    const sitting = tracker.tiles(after.id).filter(({ state }) => state === 'in_progress');
    this.#unattended.run(
      // When it closes is told of the exam as they know it by then.
      told.then(() => this.#tellSittings(sitting.map(({ attemptId }) => attemptId))),
      { examId: after.id },
      'Students were not told when the exam closes now',
    );
  }

  async #tellSittings(attemptIds: readonly string[]): Promise<void> {
    const { stores, actions, agents } = this.#ports;
    const attempts: Attempt[] = await stores.attempts.findMany(attemptIds);
    for (const attempt of attempts) {
      if (isOver(attempt.state)) continue;
      agents.tellSitting(attempt.id, await actions.sittingOf(attempt));
    }
  }
}
