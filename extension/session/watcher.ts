import { config } from '../config.ts';
import { log } from '../log.ts';
import { Analyser, type Analysis, type Violation } from '../vision/index.ts';

export interface WatcherEvents {
  readonly onAnalysis: (analysis: Analysis) => void;
  readonly onViolation: (violation: Violation) => void;
  /** True where the camera cannot be analysed on this machine, or not at the moment. */
  readonly onFailed: (failed: boolean) => void;
}

/** Keeps an analyser at work, and starts it anew some times when it fails. */
export class Watcher {
  readonly #events: WatcherEvents;
  #analyser: Analyser | undefined;
  #track: MediaStreamTrack | undefined;
  #restarts = 0;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(events: WatcherEvents) {
    this.#events = events;
  }

  watch(track: MediaStreamTrack): void {
    if (this.#closed) return;
    this.#track = track;
    this.#analyser ??= this.#start();
    this.#analyser.watch(track);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#restart);
    this.#analyser?.close();
    this.#analyser = undefined;
  }

  #start(): Analyser {
    const analyser: Analyser = new Analyser({
      onReady: (detail) => {
        log(`analysis ready: ${detail}`);
        this.#events.onFailed(false);
      },
      onAnalysis: this.#events.onAnalysis,
      onViolation: this.#events.onViolation,
      onFailed: (detail) => {
        if (analyser === this.#analyser) this.#failed(detail);
      },
    });
    return analyser;
  }

  #failed(detail: string): void {
    log(`analysis failed: ${detail}`);
    this.#analyser?.close();
    this.#analyser = undefined;
    this.#events.onFailed(true);
    if (this.#restarts >= config.analysis.maxRestarts) return;
    this.#restarts++;
    this.#restart = setTimeout(() => {
      if (this.#track?.readyState === 'live') this.watch(this.#track);
    }, config.analysis.restartMs);
  }
}
