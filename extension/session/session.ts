import {
  examVersionOf,
  type Exam,
  type ExamFacts,
  type Policy,
  type Sitting,
  type StudentAction,
} from '@invigil/shared-types';
import { config } from '../config.ts';
import type { JoinReply } from '../link/index.ts';
import type { Pill } from '../messages/index.ts';
import type { SittingMemory } from '../sitting/index.ts';
import { epochNow } from '../time.ts';
import { BreakDesk } from './break-desk.ts';
import { breakLeftMs, breakStateOf } from './breaks.ts';
import { CameraWork } from './camera-work.ts';
import { Ending, type Ended } from './ending.ts';
import { examAfter } from './exam-now.ts';
import { glassOf, type Shown } from './glass.ts';
import type { InvigilatorLine } from './invigilator-line.ts';
import { PageDesk } from './page-desk.ts';
import { pillOf, type StopReason } from './pill.ts';
import type { Phase } from './phase.ts';
import { Screen } from './screen.ts';
import { Seat, type LeaveCause, type Page } from './seat.ts';
import { ServerDesk, type ServerDeskOptions } from './server-desk.ts';
import { Standing } from './standing.ts';

export interface SessionOptions extends ServerDeskOptions {
  /** An invigilator gave more time, paused or resumed. */
  readonly onSitting: (sitting: Sitting) => void;
  /** The exam was changed: pages that are opened from now on go by that. */
  readonly onExam: (exam: Exam) => void;
  /** Everything is closed and the camera released. */
  readonly onOver: (ended: Ended) => void;
}

/** One sitting, from the first quiz page to the last: wires the rooms of the agent to each other. */
export class Session {
  readonly seat: Seat;
  /** What the student's pages show. */
  readonly screen: Screen;
  /** What they tell of themselves. */
  readonly pageDesk: PageDesk;
  readonly #options: SessionOptions;
  readonly #server: ServerDesk;
  readonly #camera: CameraWork;
  readonly #standing: Standing;
  readonly #ending: Ending;
  /** The breaks that the student takes. */
  readonly breaks: BreakDesk;
  #exam: Exam;
  #wasRecording = false;
  #stopped: StopReason | null = null;
  #ended: Ended = null;
  #closed = false;

  constructor(options: SessionOptions) {
    const { exam, attempt } = options.enrolment;
    this.#options = options;
    this.#exam = exam;
    this.#server = this.#callServer();
    this.pageDesk = new PageDesk({
      rules: exam.policy.pageEvents,
      seated: () =>
        this.seat.phase === 'sitting' ? this.seat.seated.filter(({ role }) => role === 'quiz') : [],
      onEvent: (event) => void this.#server.outgoing.pageEvent(event),
    });
    this.#camera = this.#prepareCamera();
    this.#standing = new Standing({
      exam: () => this.#exam,
      attempt,
      onHold: () => this.#hold(),
      onSitting: options.onSitting,
    });
    this.breaks = new BreakDesk({
      request: (event) => this.#server.link.request('break', { event }),
      onSitting: (sitting) => this.#standing.told(sitting),
      onChange: () => this.#show(),
    });
    this.#ending = new Ending({
      isJoined: () => this.#server.isJoined,
      submit: () => this.#server.link.request('attempt:submit', {}),
      leave: (cause) => this.#server.link.request('attempt:leave', { cause }),
      flush: () => this.#server.flush(),
      flushSmall: () => this.#server.flushSmall(),
      overBefore: () => this.#stop('attempt_over'),
      close: (ended) => this.#close(ended),
    });
    this.seat = new Seat({
      onPhase: (phase, cause) => this.#enter(phase, cause),
      onSeated: (page) => {
        this.screen.welcome(page);
        this.pageDesk.welcome(page);
      },
      onElsewhere: (page) => this.screen.turnAway(page),
    });
    this.screen = new Screen({
      seated: () => this.seat.seated,
      pill: () => this.#pill(),
      open: () => this.invigilators.open,
      closing: () => this.#standing.closing,
    });
    this.#standing.begin();
    this.#server.link.open();
  }

  get attemptId(): string {
    return this.#options.enrolment.attempt.id;
  }

  /** Between the invigilators and the student. */
  get invigilators(): InvigilatorLine {
    return this.#server.invigilators;
  }

  /** A page is gone: closed, or replaced by another. */
  depart(page: Page): void {
    this.invigilators.onScreen(page, null);
    this.pageDesk.gone(page);
    this.seat.depart(page);
  }

  /**
   * The student is about to calibrate anew.
   *
   * @returns to call when it is done, once `calibrated` was told
   */
  calibrate(): () => void {
    return this.#standing.calibrate();
  }

  /** @param memory as the page left it on which the student calibrated */
  calibrated(memory: SittingMemory): void {
    const { sitting } = this.#server;
    sitting.calibrated(memory, epochNow());
    this.#camera.goBy(sitting.memory);
  }

  /** All that the glass box shows, but for the picture itself. */
  glass(): Shown {
    return glassOf({
      exam: this.#exam,
      studentName: this.#options.enrolment.attempt.studentName,
      pill: this.#pill(),
      server: this.#server,
      camera: this.#camera,
      standing: this.#standing,
      breaks: this.breaks,
    });
  }

  #callServer(): ServerDesk {
    const heard = {
      onState: (state: ServerDesk['link']['state']) => {
        if (state === 'waiting') {
          // The server lets go of the media of a connection that it lost.
          this.#camera.disconnect();
          this.#standing.connectionLost();
        }
        this.#show();
      },
      onJoined: (reply: JoinReply) => this.#joined(reply),
      onStopped: (reason: StopReason | 'closed') => {
        if (reason !== 'closed') this.#stop(reason);
      },
      onWarning: (warning: Parameters<Screen['warn']>[0]) => this.screen.warn(warning),
      onPolicy: (told: { policy: Policy; exam: ExamFacts }) => this.#goBy(told.exam, told.policy),
      onAction: ({ action, sitting }: { action: StudentAction; sitting: Sitting }) => {
        this.#standing.told(sitting);
        this.#show();
        this.#act(action);
      },
      onSitting: (sitting: Sitting) => {
        this.#standing.told(sitting);
        this.#show();
      },
      onDemand: (layers: number) => this.#camera.demand(layers),
      onMediaClosed: (transportId: string) => this.#camera.serverClosed(transportId),
    };
    return new ServerDesk(this.#options, heard, () => this.#show());
  }

  #prepareCamera(): CameraWork {
    const { reporter, sitting } = this.#server;
    return new CameraWork({
      rules: this.#exam.policy.violations,
      known: this.#options.memory,
      request: (kind, payload) => this.#server.link.request(kind, payload),
      found: {
        onAnalysis: (analysis) => reporter.analysed(analysis),
        onViolation: (violation) => void this.#server.claim(violation),
        onBackground: ({ boxes, at }) => sitting.backgroundLearnt(boxes, at),
        onReference: ({ descriptor, at }) => sitting.referenceTaken(descriptor, at),
        onDoubt: ({ doubt, at }) =>
          sitting.switchedOff({ ...doubt, disregardedFrom: at - doubt.agoMs }, at),
      },
      onTrouble: () => void this.#server.tellTrouble(this.#camera.troubles[0] ?? null),
      onVideo: (bytes) => this.#server.sent.video(bytes),
      onChange: () => this.#show(),
    });
  }

  #joined({ policy, exam, sitting, actions, routerRtpCapabilities }: JoinReply): void {
    this.#goBy(exam, policy);
    this.#standing.joined(sitting);
    this.#show();
    for (const action of actions) this.#act(action);
    if (this.seat.phase === 'handing_in') void this.#ending.submit();
    else this.#camera.connect(routerRtpCapabilities);
    void this.#server.tellTrouble(this.#camera.troubles[0] ?? null);
    void this.#server.flush();
  }

  #enter(phase: Phase, cause: LeaveCause | null): void {
    if (phase === 'sitting') this.#camera.open();
    if (phase === 'handing_in' || phase === 'over') this.#release();
    if (phase === 'handing_in') this.#ending.handIn();
    // Where the server, or another place, took the attempt away, nobody is left to be told.
    if (phase === 'over' && this.#stopped === null) void this.#ending.leave(cause);
    this.#show();
  }

  /** An action of an invigilator's is shown, or was carried out with this. It may come more than once. */
  #act(action: StudentAction): void {
    const { kind } = action.content;
    this.invigilators.take(action);
    if (kind === 'pause' || kind === 'resume') this.invigilators.finish(action.actionId);
    if (kind !== 'end' || this.#stopped !== null) return;
    this.#stopped = 'attempt_ended';
    this.#release();
    this.#show();
    this.invigilators.finish(action.actionId);
    void this.#ending.obey(this.invigilators.flush());
  }

  #hold(): void {
    this.#camera.hold(this.#standing.held);
    // What the page has written is taken over before this (`calibrated`).
    this.#server.sitting.hold(this.#standing.calibrates);
    this.pageDesk.hold(this.#standing);
    const isOnBreak = breakStateOf(this.#standing.breaks) === 'under_way';
    this.#camera.rest(isOnBreak);
    this.breaks.follow(isOnBreak);
    this.#show();
  }

  /** The exam, or what it looks for, may have been changed; an answer that was under way may be older. */
  #goBy(facts: ExamFacts, policy: Policy): void {
    const before = this.#exam;
    this.#exam = examAfter(before, facts, policy);
    const rules = this.#exam.policy;
    if (rules === policy) {
      this.#camera.judgeBy(rules.violations);
      this.pageDesk.judgeBy(rules.pageEvents);
    }
    if (examVersionOf(this.#exam) !== examVersionOf(before)) this.#options.onExam(this.#exam);
    this.#show();
  }

  /** The server, or another place, took the attempt away. */
  #stop(reason: StopReason): void {
    this.#stopped ??= reason;
    if (this.#stopped === 'attempt_ended') this.#close('ended');
    else if (this.#stopped === 'attempt_over') void this.#askHowItEnded();
    else this.#close(null);
  }

  /** It was handed in somewhere else, or its time ran out: the student is told which of the two. */
  async #askHowItEnded(): Promise<void> {
    this.#release();
    this.#show();
    const outcome = await this.#server.outcome();
    this.#close(outcome ?? 'over');
  }

  /** The camera's light goes out before anything else is settled. */
  #release(): void {
    this.#camera.release();
    this.pageDesk.close();
  }

  #close(ended: Ended): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ended = ended;
    this.#release();
    this.seat.end();
    this.#standing.close();
    this.breaks.close();
    this.#server.close();
    const pill = ended !== null || this.#stopped !== null ? this.#pill() : null;
    for (const page of this.seat.all) page.post({ kind: 'goodbye', pill });
    setTimeout(() => this.#options.onOver(ended), config.page.farewellMs);
  }

  #pill(): Pill {
    const { paused, calibrates, closing, breaks } = this.#standing;
    const now = this.#server.toServerTime(epochNow());
    return pillOf({
      phase: this.seat.phase,
      link: this.#server.link.state,
      media: this.#camera.media,
      trouble: this.#camera.troubles[0] ?? null,
      calibrates,
      paused,
      wasRecording: this.#wasRecording,
      stopped: this.#stopped,
      ended: this.#ended,
      breaks: {
        state: breakStateOf(breaks),
        leftMs: breakLeftMs(breaks, now),
        problem: this.breaks.problem,
      },
      video: this.#exam.policy.video,
      closing,
      contact: this.#exam.contact,
    });
  }

  #show(): void {
    if (this.#closed) return;
    this.#wasRecording ||= this.#server.isJoined && this.#camera.media === 'flowing';
    this.screen.refresh();
  }
}
