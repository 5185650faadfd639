import { config } from '../config.ts';
import { log } from '../log.ts';
import { epochNow } from '../time.ts';
import {
  Analyser,
  Pace,
  type Analysis,
  type AnalysisFailure,
  type Violation,
  type ViolationRules,
} from '../vision/index.ts';

/** What can be wrong with the analysis. */
export type AnalysisTrouble = AnalysisFailure | 'analysis_slow';

export interface WatcherEvents {
  readonly onAnalysis: (analysis: Analysis) => void;
  readonly onViolation: (violation: Violation) => void;
  /** Null: the camera is analysed, and fast enough. */
  readonly onTrouble: (trouble: AnalysisTrouble | null) => void;
}

/** Keeps an analyser at work, starts it anew some times when it fails, and says when it is too slow. */
export class Watcher {
  readonly #events: WatcherEvents;
  readonly #pace = new Pace(config.analysis.slow);
  #rules: ViolationRules;
  #analyser: Analyser | undefined;
  #track: MediaStreamTrack | undefined;
  #restarts = 0;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #check: ReturnType<typeof setInterval> | undefined;
  #trouble: AnalysisTrouble | null = null;
  #closed = false;

  constructor(rules: ViolationRules, events: WatcherEvents) {
    this.#rules = rules;
    this.#events = events;
  }

  /** Judges by these rules from the next picture on. */
  judgeBy(rules: ViolationRules): void {
    this.#rules = rules;
    this.#analyser?.judgeBy(rules);
  }

  watch(track: MediaStreamTrack): void {
    if (this.#closed) return;
    this.#track = track;
    clearTimeout(this.#restart);
    this.#analyser ??= this.#start();
    this.#analyser.watch(track);
    this.#pace.begin(epochNow());
    this.#check ??= setInterval(() => this.#checkPace(), config.analysis.slow.checkMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#restart);
    clearInterval(this.#check);
    this.#analyser?.close();
    this.#analyser = undefined;
  }

  #start(): Analyser {
    const analyser: Analyser = new Analyser({
      onReady: (detail) => {
        log(`analysis ready: ${detail}`);
        this.#tell(null);
      },
      onAnalysis: (analysis) => {
        this.#pace.note(epochNow());
        this.#events.onAnalysis(analysis);
      },
      onViolation: this.#events.onViolation,
      onFailed: (reason, detail) => {
        if (analyser === this.#analyser) this.#failed(reason, detail);
      },
    });
    analyser.judgeBy(this.#rules);
    return analyser;
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
    this.#analyser?.close();
    this.#analyser = undefined;
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
