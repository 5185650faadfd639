import { config } from '../config.ts';
import { log } from '../log.ts';
import { startIdentity, type Identity } from '../identity/index.ts';
import type { SittingMemory } from '../sitting/index.ts';
import { epochNow } from '../time.ts';
import {
  Analyser,
  Pace,
  type Analysis,
  type AnalysisFailure,
  type Told,
  type Violation,
  type ViolationRules,
} from '../vision/index.ts';

/** What can be wrong with the analysis. */
export type AnalysisTrouble = AnalysisFailure | 'analysis_slow';

export interface WatcherEvents {
  readonly onAnalysis: (analysis: Analysis) => void;
  readonly onViolation: (violation: Violation) => void;
  readonly onBackground: (found: Told<'background'>) => void;
  readonly onDoubt: (told: Told<'doubt'>) => void;
  readonly onReference: (taken: Told<'reference'>) => void;
  /** Null: the camera is analysed, and fast enough. */
  readonly onTrouble: (trouble: AnalysisTrouble | null) => void;
}

/** What of the student the analysis goes by. */
export type Known = Pick<SittingMemory, 'calibration' | 'reference' | 'switchedOff'>;

/** Keeps an analyser at work, starts it anew some times when it fails, and says when it is too slow. */
export class Watcher {
  readonly #events: WatcherEvents;
  readonly #pace = new Pace(config.analysis.slow);
  #rules: ViolationRules;
  #known: Known;
  #held = false;
  #analyser: Analyser | undefined;
  #identity: Identity | undefined;
  #track: MediaStreamTrack | undefined;
  #compared = false;
  #restarts = 0;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #check: ReturnType<typeof setInterval> | undefined;
  #trouble: AnalysisTrouble | null = null;
  #closed = false;

  constructor(rules: ViolationRules, known: Known, events: WatcherEvents) {
    this.#rules = rules;
    this.#known = known;
    this.#events = events;
  }

  /** Judges by these rules from the next picture on. */
  judgeBy(rules: ViolationRules): void {
    this.#rules = rules;
    this.#analyser?.judgeBy(rules);
    this.#identify();
  }

  /** The student was calibrated anew. */
  goBy(known: Known): void {
    this.#known = known;
    this.#analyser?.calibrate(known.calibration);
  }

  /** Judges nothing while it is held. */
  hold(held: boolean): void {
    this.#held = held;
    this.#analyser?.hold(held);
  }

  /** How far the comparison with the face at the start is. */
  get identity(): 'off' | 'waiting' | 'compared' {
    if (!this.#rules.identity_mismatch.enabled || this.#identity?.failed === true) return 'off';
    return this.#compared ? 'compared' : 'waiting';
  }

  watch(track: MediaStreamTrack): void {
    if (this.#closed) return;
    this.#track = track;
    clearTimeout(this.#restart);
    if (this.#analyser === undefined) {
      this.#analyser = this.#start();
      this.#identify();
    }
    this.#analyser.watch(track);
    this.#pace.begin(epochNow());
    this.#check ??= setInterval(() => this.#checkPace(), config.analysis.slow.checkMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#restart);
    clearInterval(this.#check);
    this.#closeAnalyser();
  }

  #start(): Analyser {
    const analyser: Analyser = new Analyser({
      onReady: (detail) => {
        log(`analysis ready: ${detail}`);
        this.#tell(null);
      },
      onAnalysis: (analysis) => {
        this.#pace.note(epochNow());
        this.#compared ||= analysis.signals.identity !== null;
        this.#events.onAnalysis(analysis);
      },
      onViolation: this.#events.onViolation,
      onBackground: this.#events.onBackground,
      onDoubt: (told) => {
        const switchedOff = [...this.#known.switchedOff, told.doubt.type];
        this.#known = { ...this.#known, switchedOff };
        this.#events.onDoubt(told);
      },
      onReference: (taken) => {
        // Should the analysis be started anew, it goes on with this one.
        this.#known = { ...this.#known, reference: [...taken.descriptor] };
        this.#events.onReference(taken);
      },
      onFailed: (reason, detail) => {
        if (analyser === this.#analyser) this.#failed(reason, detail);
      },
    });
    analyser.judgeBy(this.#rules);
    analyser.calibrate(this.#known.calibration);
    analyser.switchOff(this.#known.switchedOff);
    analyser.hold(this.#held);
    return analyser;
  }

  /** Faces are compared where the exam asks for it, and nothing is loaded for it elsewhere. */
  #identify(): void {
    if (this.#analyser === undefined || this.#identity !== undefined) return;
    if (!this.#rules.identity_mismatch.enabled) return;
    this.#identity = startIdentity();
    this.#analyser.identify(this.#known.reference, this.#identity.port);
  }

  #closeAnalyser(): void {
    this.#analyser?.close();
    this.#analyser = undefined;
    this.#identity?.close();
    this.#identity = undefined;
  }

  #checkPace(): void {
    // A camera that is away delivers nothing to analyse, and is a trouble of its own.
    if (this.#track?.readyState !== 'live' || this.#track.muted) {
      this.#pace.begin(epochNow());
      return;
    }
    const slow = this.#pace.isSlow(epochNow());
    // What does not run at all is not slow; it is over when another one is ready.
    if (this.#trouble !== null && this.#trouble !== 'analysis_slow') return;
    this.#tell(slow ? 'analysis_slow' : null);
  }

  #failed(reason: AnalysisFailure, detail: string): void {
    log(`${reason}: ${detail}`);
    this.#closeAnalyser();
    this.#tell(reason);
    if (this.#restarts >= config.analysis.maxRestarts) return;
    this.#restarts++;
    this.#restart = setTimeout(() => {
      if (this.#track?.readyState === 'live') this.watch(this.#track);
    }, config.analysis.restartMs);
  }

  #tell(trouble: AnalysisTrouble | null): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    if (trouble === 'analysis_slow') log('the analysis is too slow');
    this.#events.onTrouble(trouble);
  }
}
