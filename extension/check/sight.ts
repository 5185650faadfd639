import { config } from '../config.ts';
import { log } from '../log.ts';
import {
  Analyser,
  type Analysis,
  type AnalysisFailure,
  type FrameSignals,
} from '../vision/index.ts';
import { warned, type Finding } from './finding.ts';
import { analysisVerdict, faceFound, faceVerdict, lightVerdict } from './verdicts.ts';

declare global {
  interface Navigator {
    /** GB, rounded; in Chromium only: https://www.w3.org/TR/device-memory/ */
    readonly deviceMemory?: number;
  }
}

/** Looks at the student's pictures as it is done in the exam, for as long as the check needs it. */
export class Sight {
  readonly #analyser: Analyser;
  readonly #frames: FrameSignals[] = [];
  #latest: Analysis | null = null;
  #analyses = 0;
  #failure: AnalysisFailure | null = null;
  #wake: () => void = () => undefined;

  /** @param track stays the caller's */
  constructor(track: MediaStreamTrack) {
    this.#analyser = new Analyser({
      onReady: (detail) => log(`the check looks: ${detail}`),
      onAnalysis: (analysis) => {
        this.#latest = analysis;
        this.#analyses++;
        this.#wake();
      },
      onViolation: () => undefined,
      onMeasured: ({ frame }) => {
        this.#frames.push(frame);
        this.#wake();
      },
      onFailed: (reason, detail) => {
        log(`the check cannot look: ${reason}: ${detail}`);
        this.#failure = reason;
        this.#wake();
      },
    });
    this.#analyser.measure(true);
    this.#analyser.watch(track);
  }

  async light(signal: AbortSignal): Promise<Finding> {
    const enough = () => this.#frames.length >= config.check.lightPictures;
    await this.#until(enough, signal);
    return this.#frames.length === 0 ? warned('not_analysed') : lightVerdict(this.#frames);
  }

  async face(signal: AbortSignal): Promise<Finding> {
    await this.#until(() => faceFound(this.#frames) !== null, signal);
    return faceFound(this.#frames) ?? faceVerdict(this.#frames);
  }

  async analysis(signal: AbortSignal): Promise<Finding> {
    // The first looks had the models to load, and are no measure.
    await this.#until(() => this.#analyses > 0, signal);
    const [before, startedAt] = [this.#analyses, performance.now()];
    const forMs = () => performance.now() - startedAt;
    await this.#until(() => forMs() >= config.check.analysis.forMs, signal);
    if (this.#failure !== null) return warned(this.#failure);
    return analysisVerdict({
      latest: this.#latest?.analysis ?? null,
      analyses: this.#analyses - before,
      ms: forMs(),
      memory: navigator.deviceMemory ?? null,
    });
  }

  close(): void {
    this.#analyser.close();
    this.#wake();
  }

  /** Until it is so, or will not be any more: the analysis failed, or the time is over. */
  async #until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    while (!isSo() && this.#failure === null && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}
