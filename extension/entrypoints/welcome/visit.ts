import {
  scopeOf,
  type Reason,
  type StudentStanding,
  type SystemCheck,
} from '@invigil/shared-types';
import {
  agentId,
  changeEnrolment,
  endingOf,
  enrol,
  hasAgreed,
  readEnrolment,
  renewed,
  StudentDesk,
  TokenKeeper,
  writeEnrolment,
  writeLookedAt,
  writeToken,
  type Answer,
  type Invitation,
  type StoredEnrolment,
} from '../../enrolment/index.ts';
import { offsetOf, type ClockReading } from '../../link/index.ts';
import { isAllowed } from '../../quiz-access/index.ts';
import { readSittingMemory } from '../../sitting/index.ts';
import { epochNow } from '../../time.ts';
import type { Progress } from './steps.ts';

/** What a request came to; `reason` is null where no server answered. */
export type Told = { readonly ok: true } | { readonly ok: false; readonly reason: Reason | null };

/** One student's way through this page: what is known of the attempt, and what the server is told. */
export class Visit {
  readonly #keeper: TokenKeeper;
  readonly #desk: StudentDesk;
  #enrolment: StoredEnrolment;
  #clock: ClockReading | null = null;
  #checked = false;
  /** How far the student is with the face to compare with, in this visit. */
  #face: 'unknown' | 'taken' | 'seen' = 'unknown';

  private constructor(enrolment: StoredEnrolment) {
    this.#enrolment = enrolment;
    this.#keeper = new TokenKeeper({
      enrolment,
      now: () => this.now(),
      onRenewed: (renewed) => void writeToken(renewed),
    });
    this.#desk = new StudentDesk({
      serverOrigin: enrolment.serverOrigin,
      token: () => this.#keeper.token(),
      tokenRefused: () => this.#keeper.refused(),
    });
  }

  /** Asks the server about a personal link, and remembers what it says. */
  static async open(
    invitation: Invitation,
  ): Promise<{ readonly ok: true; readonly visit: Visit } | Extract<Told, { ok: false }>> {
    const sentAt = epochNow();
    const outcome = await enrol(invitation);
    if (!outcome.ok) return outcome;
    const { attempt, serverTime } = outcome.enrolment;
    const before = await readEnrolment();
    const consent = before?.attempt.id === attempt.id ? before.consent : null;
    const known = { attempt, consent, ended: null };
    const visit = new Visit({ ...renewed(known, outcome.enrolment), ...invitation });
    visit.#heard({ sentAt, receivedAt: epochNow(), serverTime });
    await Promise.all([writeEnrolment(visit.enrolment), writeLookedAt(Date.now())]);
    return { ok: true, visit };
  }

  get enrolment(): StoredEnrolment {
    return this.#enrolment;
  }

  /** The faces of this exam are compared with the one at the start. */
  get compares(): boolean {
    return this.#enrolment.exam.policy.violations.identity_mismatch.enabled;
  }

  /** This moment on the server's clock, milliseconds. */
  now(): number {
    const offset = this.#clock === null ? null : offsetOf([this.#clock]);
    return Math.max(0, Math.round(epochNow() + (offset ?? 0)));
  }

  async progress(): Promise<Progress> {
    const { attempt, exam, admission } = this.#enrolment;
    const { asked, reference } = await readSittingMemory(attempt.id);
    return {
      state: attempt.state,
      admission: admission.state,
      agreed: hasAgreed(this.#enrolment),
      allowed: await isAllowed(exam),
      checked: this.#checked,
      asked,
      faced: !this.compares || this.#face === 'seen' || this.#isFaceKnown(reference !== null),
    };
  }

  /** A face to compare with was taken, and has not been shown to the student yet. */
  faceTaken(): void {
    this.#face = 'taken';
  }

  /** The student has seen it, or goes on without: then the agent takes one by itself. */
  faceSeen(): void {
    this.#face = 'seen';
  }

  async agree(): Promise<Told> {
    const textVersion = this.#enrolment.consentVersion;
    // What the page has just said, and nothing that comes while it is being told.
    const scope = scopeOf(this.#enrolment.exam);
    const told = await this.#tell(this.#desk.consent({ textVersion, givenAt: this.now(), scope }));
    const givenAt = Math.round(epochNow());
    if (told.ok) await this.#change({ consent: { textVersion, givenAt, scope } });
    return told;
  }

  async decline(): Promise<Told> {
    await this.#change({ consent: null });
    return this.#tell(this.#desk.decline());
  }

  /** A system check begins. */
  checkBegins(): Promise<Told> {
    return this.#tell(this.#desk.check(null));
  }

  async checked(check: SystemCheck): Promise<Told> {
    this.#checked = true;
    return this.#tell(this.#desk.check(check));
  }

  /** The student is in the waiting room. */
  wait(): Promise<Told> {
    return this.#tell(this.#desk.wait());
  }

  /** Asks how the attempt stands. */
  refresh(): Promise<Told> {
    return this.#tell(this.#desk.standing());
  }

  token(): Promise<string> {
    return this.#keeper.token();
  }

  /** What the students' gateway is told at its door. */
  async handshake(): Promise<{ token: string; examId: string; agentId: string }> {
    const [token, id] = await Promise.all([this.token(), agentId()]);
    return { token, examId: this.#enrolment.exam.id, agentId: id };
  }

  /** One from an earlier visit was shown then; its picture is gone. */
  #isFaceKnown(isThere: boolean): boolean {
    return isThere && this.#face === 'unknown';
  }

  async #tell(asked: Promise<Answer<StudentStanding>>): Promise<Told> {
    const answer = await asked;
    if (!answer.ok) return answer;
    const { attempt, admission, examVersion, serverTime } = answer.value;
    this.#heard({ sentAt: answer.sentAt, receivedAt: answer.receivedAt, serverTime });
    const news = { attempt, admission };
    const { attempt: was, admission: before } = this.#enrolment;
    // It is asked every few seconds; what is the same is not written again.
    if (JSON.stringify(news) !== JSON.stringify({ attempt: was, admission: before })) {
      await this.#change({ ...news, ended: endingOf(attempt) ?? this.#enrolment.ended });
    }
    return examVersion === this.#enrolment.examVersion ? { ok: true } : this.#learnExam();
  }

  /** The exam was changed since it was asked for. */
  async #learnExam(): Promise<Told> {
    const answer = await this.#desk.exam();
    if (!answer.ok) return answer;
    await this.#change(renewed(this.#enrolment, answer.value));
    await writeLookedAt(Date.now());
    return { ok: true };
  }

  /** The quickest answer says best what time it is on the server. */
  #heard(reading: ClockReading): void {
    const ms = ({ sentAt, receivedAt }: ClockReading) => receivedAt - sentAt;
    if (this.#clock === null || ms(reading) <= ms(this.#clock)) this.#clock = reading;
  }

  async #change(changes: Partial<StoredEnrolment>): Promise<void> {
    this.#enrolment = { ...this.#enrolment, ...changes };
    await changeEnrolment(this.#enrolment.attempt.id, () => changes);
  }
}
