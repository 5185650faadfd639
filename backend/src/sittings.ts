import {
  closesAtFor,
  isOver,
  type Attempt,
  type AttemptEvent,
  type Exam,
} from '@invigil/shared-types';
import { ActionDesk } from './actions/index.ts';
import {
  AttemptService,
  endsSitting,
  Enrolments,
  Expiry,
  type LiveTracker,
} from './attempts/index.ts';
import type { AuditSink } from './audit/index.ts';
import type { Config } from './config.ts';
import type { Invigilation } from './invigilation.ts';
import type { AgentGateway, FanOut } from './live/index.ts';
import { Refusal, type Log } from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import type { ExamTokens } from './people/index.ts';
import type { ReportDesk } from './reports/index.ts';
import { attemptEvent, type WebhookDesk } from './webhooks/index.ts';

export interface SittingsPorts {
  readonly config: Pick<Config, 'live' | 'attempts' | 'actions'>;
  readonly stores: Pick<Stores, 'attempts' | 'actions' | 'exams'>;
  readonly tracker: LiveTracker;
  readonly fanOut: Pick<FanOut, 'action'>;
  readonly invigilation: Pick<Invigilation, 'hearing' | 'policies'>;
  readonly tokens: Pick<ExamTokens, 'issue'>;
  readonly webhooks: Pick<WebhookDesk, 'tell'>;
  /** The students' gateway, which is built on this. */
  readonly agents: () => Pick<AgentGateway, 'tell' | 'tellSitting' | 'tellSeen' | 'dismiss'>;
  /** Reports, which are built on this. */
  readonly reports: () => Pick<ReportDesk, 'attemptOver' | 'changed'>;
  readonly audit: AuditSink;
  readonly log: Log;
}

/**
 * One student's way through an exam, wired: how they get in, how attempts move, what invigilators do about
 * them, and their end where nobody ends them. Part of the composition root.
 */
export class Sittings {
  readonly attempts: AttemptService;
  readonly actions: ActionDesk;
  readonly enrolments: Enrolments;
  readonly #ports: SittingsPorts;
  readonly #expiry: Expiry;

  constructor(ports: SittingsPorts) {
    this.#ports = ports;
    const { config, stores, tracker, fanOut, invigilation, audit, log } = ports;
    const { agents, reports } = ports;
    const findExam = (id: string) => stores.exams.find(id);
    this.attempts = new AttemptService(stores.attempts, tracker, log, {
      reconnectGraceMs: config.live.reconnectGraceMs,
      expireGraceMs: config.attempts.expireGraceMs,
      findExam,
      onMoved: (attempt, event, now) => this.#moved(attempt, event, now),
      onSitting: (attempt) => invigilation.hearing.sitting(attempt),
    });
    this.actions = new ActionDesk(
      {
        store: stores.actions,
        attempts: this.attempts,
        closesAt: async (attempt) => closesAtFor(await this.examOf(attempt.examId), attempt),
        accommodationOf: async ({ id, examId }) =>
          (await invigilation.policies.current(examId)).accommodations[id] ?? null,
        tell: (attemptId, told) => agents().tell(attemptId, told),
        tellSitting: (attemptId, sitting) => agents().tellSitting(attemptId, sitting),
        tellSeen: (attemptId, seen) => agents().tellSeen(attemptId, seen),
        dismiss: (attemptId) => agents().dismiss(attemptId, 'attempt_ended'),
        changed: (action) => {
          fanOut.action(action);
          reports().changed(action.attemptId, Date.now());
        },
        audit,
        log,
      },
      config.actions,
    );
    this.enrolments = new Enrolments({
      attempts: stores.attempts,
      findExam,
      issueToken: (subject, now) => ports.tokens.issue(subject, now),
    });
    this.#expiry = new Expiry(
      {
        store: stores.attempts,
        attempts: this.attempts,
        findExam,
        dismiss: (attemptId) => agents().dismiss(attemptId, 'attempt_over'),
        log,
      },
      { graceMs: config.attempts.expireGraceMs, everyMs: config.attempts.expireLookMs },
    );
  }

  /** @throws Refusal `unknown_exam` */
  async examOf(examId: string): Promise<Exam> {
    const exam = await this.#ports.stores.exams.find(examId);
    if (exam === null) throw new Refusal('unknown_exam');
    return exam;
  }

  /** From now on attempts end whose time is over. */
  start(): void {
    this.#expiry.start();
  }

  /** Once no student is connected any more: nothing begins by itself from now on. */
  async stop(): Promise<void> {
    this.attempts.stop();
    await this.#expiry.close();
  }

  #moved(attempt: Attempt, event: AttemptEvent, now: number): void {
    const { invigilation, webhooks, reports } = this.#ports;
    invigilation.hearing.moved(attempt, event, now);
    const told = attemptEvent(attempt, event, now);
    if (told !== null) webhooks.tell(...told);
    if (endsSitting(event)) {
      this.actions.over(attempt.id, now);
      reports().attemptOver(attempt, now);
    } else if (isOver(attempt.state) && event !== 'review') {
      // A review is opened by the report itself.
      reports().changed(attempt.id, now);
    }
  }
}
