import type { AgentRequests, Policy, ReplyOf, RequestOf, Result } from '@invigil/shared-types';
import { config } from '../config.ts';
import { TokenKeeper, type StoredEnrolment } from '../enrolment/index.ts';
import { AgentLink } from '../link/index.ts';
import { CalibrationHold } from './calibration-hold.ts';
import { Camera, CameraSender, type MediaState } from '../media/index.ts';
import type { Glass, Pill, PillPlace } from '../messages/index.ts';
import type { PageAct, PageFacts } from '../page-events/index.ts';
import type { SittingMemory } from '../sitting/index.ts';
import { epochNow, pause } from '../time.ts';
import type { Violation } from '../vision/index.ts';
import { Outgoing } from './outgoing.ts';
import { PageDesk } from './page-desk.ts';
import { elsewherePill, pillOf, type StopReason } from './pill.ts';
import type { Phase } from './phase.ts';
import { Reporter } from './reporter.ts';
import { Seat, type LeaveCause, type Page } from './seat.ts';
import { SittingDesk } from './sitting-desk.ts';
import type { Tally } from './tally.ts';
import { noTroubles, troubleList, type Troubles } from './troubles.ts';
import { Warnings } from './warnings.ts';
import { Watcher } from './watcher.ts';

export interface SessionOptions {
  readonly enrolment: StoredEnrolment & {
    readonly consent: NonNullable<StoredEnrolment['consent']>;
  };
  readonly agentId: string;
  /** What is known of the student in this attempt. */
  readonly memory: SittingMemory;
  /** Keeps it for as long as the attempt goes on. */
  readonly onLearnt: (memory: SittingMemory) => void;
  readonly onRenewed: (enrolment: StoredEnrolment) => void;
  /** Everything is closed and the camera released. */
  readonly onOver: (ended: 'submitted' | 'over' | null) => void;
}

/** One sitting, from the first quiz page to the last: wires the rooms of the agent to each other. */
export class Session {
  readonly seat: Seat;
  readonly #options: SessionOptions;
  readonly #keeper: TokenKeeper;
  readonly #link: AgentLink;
  readonly #outgoing: Outgoing;
  readonly #pageDesk: PageDesk;
  readonly #reporter: Reporter;
  readonly #sender: CameraSender;
  readonly #camera: Camera;
  readonly #watcher: Watcher;
  readonly #warnings: Warnings;
  readonly #sitting: SittingDesk;
  readonly #calibration: CalibrationHold;
  #policy: Policy;
  #troubles: Troubles = noTroubles;
  #media: MediaState = 'closed';
  #wasRecording = false;
  #stopped: StopReason | null = null;
  #submitted = false;
  #pillPlace: PillPlace | null = null;
  /** What the pill says now, so that pages hear of changes alone. */
  #shown = '';
  #closed = false;

  constructor(options: SessionOptions) {
    const { enrolment } = options;
    this.#options = options;
    this.#policy = enrolment.exam.policy;
    this.#warnings = new Warnings(enrolment.exam.timeZone);
    this.#keeper = new TokenKeeper({
      enrolment,
      now: () => this.#link.toServerTime(epochNow()),
      onRenewed: options.onRenewed,
    });
    this.#link = new AgentLink(
      {
        serverOrigin: enrolment.serverOrigin,
        examId: enrolment.exam.id,
        agentId: options.agentId,
        consent: enrolment.consent,
        token: () => this.#keeper.token(),
        tokenRefused: () => this.#keeper.refused(),
      },
      {
        onState: (state) => {
          // The server lets go of the media of a connection that it lost; it is built anew with the next.
          if (state === 'waiting') this.#sender.close();
          this.#show();
        },
        onJoined: ({ policy, routerRtpCapabilities }) => {
          this.#judgeBy(policy);
          if (this.seat.phase === 'handing_in') void this.#submit();
          else this.#sender.open(routerRtpCapabilities);
          void this.#tellTrouble();
          void this.#outgoing.flush();
          void this.#sitting.flush();
        },
        onStopped: (reason) => {
          if (reason !== 'closed') this.#stop(reason);
        },
        onWarning: (warning) => {
          this.#warnings.add(warning, epochNow());
          const newest = this.#warnings.fresh(epochNow()).at(-1);
          if (newest) for (const page of this.seat.seated) page.post(newest);
        },
        onPolicy: (policy) => this.#judgeBy(policy),
        onMediaClosed: (transportId) => this.#sender.serverClosed(transportId),
      },
    );
    this.#outgoing = new Outgoing(enrolment, this.#link, this.#keeper);
    this.#pageDesk = new PageDesk({
      rules: this.#policy.pageEvents,
      seated: () =>
        this.seat.phase === 'sitting' ? this.seat.seated.filter(({ role }) => role === 'quiz') : [],
      onEvent: (event) => void this.#outgoing.pageEvent(event),
    });
    this.#reporter = new Reporter({
      isJoined: () => this.#link.state === 'joined',
      toServerTime: (epoch) => this.#link.toServerTime(epoch),
      send: (report) => this.#request('report', report),
    });
    this.#sender = new CameraSender((kind, payload) => this.#request(kind, payload), {
      onState: (state) => {
        this.#media = state;
        this.#show();
      },
      onBlocked: (mediaBlocked) => this.#trouble({ mediaBlocked }),
    });
    this.#sitting = new SittingDesk({
      memory: options.memory,
      keep: options.onLearnt,
      toServerTime: (epoch) => this.#link.toServerTime(epoch),
      send: (note) => this.#request('note', note),
    });
    this.#watcher = new Watcher(this.#policy.violations, options.memory, {
      onAnalysis: (analysis) => this.#reporter.analysed(analysis),
      onViolation: (violation) => void this.#claim(violation),
      onBackground: ({ boxes, at }) => this.#sitting.backgroundLearnt(boxes, at),
      onReference: ({ descriptor, at }) => this.#sitting.referenceTaken(descriptor, at),
      onDoubt: ({ doubt, at }) =>
        this.#sitting.switchedOff({ ...doubt, disregardedFrom: at - doubt.agoMs }, at),
      onTrouble: (analysis) => this.#trouble({ analysis }),
    });
    this.#calibration = new CalibrationHold((held) => {
      this.#watcher.hold(held);
      // What the page has written is taken over before this (`calibrated`).
      this.#sitting.hold(held);
      this.#pageDesk.calibrates(held);
      this.#show();
    });
    this.#camera = new Camera({
      onTrack: (track) => {
        this.#watcher.watch(track);
        void this.#sender.show(track);
      },
      onTrouble: (camera) => this.#trouble({ camera }),
    });
    this.seat = new Seat({
      onPhase: (phase, cause) => this.#enter(phase, cause),
      onSeated: (page) => this.#welcome(page),
      onElsewhere: (page) =>
        page.post({ kind: 'pill', pill: elsewherePill, place: this.#pillPlace }),
    });
    this.#link.open();
  }

  get attemptId(): string {
    return this.#options.enrolment.attempt.id;
  }

  movePill(place: PillPlace): void {
    this.#pillPlace = place;
  }

  pageFacts(page: Page, facts: PageFacts): void {
    this.#pageDesk.facts(page, facts);
  }

  pageAct(page: Page, act: PageAct): void {
    this.#pageDesk.act(page, act);
  }

  /** A page is gone: closed, or replaced by another. */
  depart(page: Page): void {
    this.#pageDesk.gone(page);
    this.seat.depart(page);
  }

  /** The student opened the glass box, or closed it. */
  glassOpened(open: boolean): void {
    this.#pageDesk.glassOpened(open);
  }

  /** The student is about to calibrate anew, or has just done it: see `calibrated`. */
  get calibration(): CalibrationHold {
    return this.#calibration;
  }

  /** @param memory as the page left it on which the student calibrated */
  calibrated(memory: SittingMemory): void {
    this.#sitting.calibrated(memory, epochNow());
    this.#watcher.goBy(this.#sitting.memory);
  }

  /** All that the glass box shows, but for the picture itself. */
  async glass(): Promise<Omit<Glass, 'evidence'> & { readonly latest: Tally['latest'] }> {
    const { exam, attempt } = this.#options.enrolment;
    const { tally } = this.#outgoing;
    const { calibration, asked, switchedOff } = this.#sitting.memory;
    return {
      pill: this.#pill(),
      examTitle: exam.title,
      studentName: attempt.studentName,
      contact: exam.contact,
      timeZone: exam.timeZone,
      retentionDays: exam.retentionDays,
      link: this.#link.state,
      media: this.#media,
      troubles: troubleList(this.#troubles),
      reported: tally.reported,
      analysis: this.#reporter.latest?.analysis ?? null,
      calibration: calibration !== null ? 'done' : asked ? 'skipped' : 'none',
      background: this.#sitting.background.length,
      switchedOff,
      identity: this.#watcher.identity,
      bytes: {
        video: await this.#sender.bytesSent(),
        pictures: tally.pictureBytes,
        messages: this.#link.bytesSent,
      },
      latest: tally.latest,
    };
  }

  #enter(phase: Phase, cause: LeaveCause | null): void {
    if (phase === 'sitting') this.#camera.open();
    if (phase === 'handing_in') {
      this.#release();
      this.#pageDesk.close();
      void this.#submit();
      setTimeout(() => this.#close(null), config.page.handInMs);
    }
    if (phase === 'over') void this.#leave(cause);
    this.#show();
  }

  #welcome(page: Page): void {
    page.post({ kind: 'pill', pill: this.#pill(), place: this.#pillPlace });
    for (const warning of this.#warnings.fresh(epochNow())) page.post(warning);
    this.#pageDesk.welcome(page);
  }

  /** The server may have changed what the exam looks for; an answer that was under way may be older. */
  #judgeBy(policy: Policy): void {
    if (policy.version < this.#policy.version) return;
    this.#policy = policy;
    this.#watcher.judgeBy(policy.violations);
    this.#pageDesk.judgeBy(policy.pageEvents);
  }

  async #claim(violation: Violation): Promise<void> {
    const sent = this.#outgoing.claim(violation);
    // What was measured in that moment is told with it.
    await this.#reporter.report();
    await sent;
  }

  #trouble(change: Partial<Troubles>): void {
    const before = troubleList(this.#troubles)[0];
    this.#troubles = { ...this.#troubles, ...change };
    if (troubleList(this.#troubles)[0] !== before) void this.#tellTrouble();
    this.#show();
  }

  async #tellTrouble(): Promise<void> {
    if (this.#link.state !== 'joined') return;
    await this.#request('trouble', { reason: troubleList(this.#troubles)[0] ?? null });
  }

  async #submit(): Promise<void> {
    if (this.#link.state !== 'joined') return;
    // What was seen up to here belongs to the attempt.
    const told = Promise.all([this.#outgoing.flush(), this.#sitting.flush()]);
    await Promise.race([told, pause(config.link.answerMs)]);
    const answer = await this.#request('attempt:submit', {});
    if (answer.ok || answer.error.reason === 'attempt_over') {
      this.#submitted = true;
      this.#close('submitted');
    }
    // Otherwise the link comes back and this is tried again when the attempt is joined.
    else if (this.#link.state === 'joined') setTimeout(() => void this.#submit(), 1000);
  }

  async #leave(cause: LeaveCause | null): Promise<void> {
    this.#release();
    this.#pageDesk.close();
    await Promise.race([this.#outgoing.flushPageEvents(), pause(config.page.lastWordsMs)]);
    if (cause !== null) await this.#request('attempt:leave', { cause });
    this.#close(null);
  }

  /** The server, or another place, took the attempt away. */
  #stop(reason: StopReason): void {
    this.#stopped = reason;
    this.#close(reason === 'attempt_over' ? 'over' : null);
  }

  /** The camera's light goes out before anything else is settled. */
  #release(): void {
    this.#camera.close();
    this.#watcher.close();
    this.#sender.close();
    this.#troubles = noTroubles;
  }

  #close(ended: 'submitted' | 'over' | null): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    this.seat.end();
    this.#calibration.close();
    this.#outgoing.close();
    this.#sitting.close();
    this.#link.close();
    const pill = this.#submitted || this.#stopped !== null ? this.#pill() : null;
    for (const page of this.seat.all) page.post({ kind: 'goodbye', pill });
    setTimeout(() => this.#options.onOver(ended), config.page.farewellMs);
  }

  #pill(): Pill {
    return pillOf({
      phase: this.seat.phase,
      link: this.#link.state,
      media: this.#media,
      trouble: troubleList(this.#troubles)[0] ?? null,
      calibrates: this.#calibration.held,
      wasRecording: this.#wasRecording,
      stopped: this.#stopped,
      submitted: this.#submitted,
    });
  }

  #show(): void {
    if (this.#closed) return;
    this.#wasRecording ||= this.#link.state === 'joined' && this.#media === 'flowing';
    const pill = this.#pill();
    const words = `${pill.symbol}${pill.text}`;
    if (words === this.#shown) return;
    this.#shown = words;
    for (const page of this.seat.seated) page.post({ kind: 'pill', pill, place: null });
  }

  #request<K extends keyof AgentRequests>(
    kind: K,
    payload: RequestOf<AgentRequests, K>,
  ): Promise<Result<ReplyOf<AgentRequests, K>>> {
    return this.#link.request(kind, payload);
  }
}
