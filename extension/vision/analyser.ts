import { analysisError, type AnalysisFailure } from './analysis-error.ts';
import type { ViolationRules } from './detectors/index.ts';
import type { Analysis, Violation, WorkerCommand, WorkerMessage } from './protocol.ts';
import { hasSimd } from './simd.ts';

export interface AnalyserEvents {
  readonly onReady: (detail: string) => void;
  readonly onAnalysis: (analysis: Analysis) => void;
  readonly onViolation: (violation: Violation) => void;
  /** The worker is of no use any more: close it, and perhaps start another one later. */
  readonly onFailed: (reason: AnalysisFailure, detail: string) => void;
}

const workerName = 'invigil-vision';

/** The document's end of the vision worker. */
export class Analyser {
  readonly #worker: Worker;
  #copy: MediaStreamTrack | undefined;

  constructor(events: AnalyserEvents) {
    // One bundle that runs as either; without SIMD only a classic worker can load the runtime.
    this.#worker = hasSimd()
      ? new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: workerName })
      : new Worker(new URL('./worker.ts', import.meta.url), { name: workerName });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.kind === 'analysis') events.onAnalysis(data.analysis);
      else if (data.kind === 'violation') events.onViolation(data.violation);
      else if (data.kind === 'ready') events.onReady(data.detail);
      else events.onFailed(data.reason, data.detail);
    });
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      const words = event.message || 'the worker did not start';
      const { reason, message } = analysisError(words, 'analysis_worker_failed');
      events.onFailed(reason, message);
    });
  }

  /** Judges by these rules from the next picture on. Without any, nothing is claimed. */
  judgeBy(rules: ViolationRules): void {
    this.#tell({ kind: 'judge', rules });
  }

  /** Analyses this camera from now on, instead of the one before. The track stays the caller's. */
  watch(track: MediaStreamTrack): void {
    this.#copy?.stop();
    // A copy: a track that is being read cannot be read by anybody else.
    this.#copy = track.clone();
    // Timers and frame callbacks of a document that nobody sees are throttled; this is not.
    const { readable } = new MediaStreamTrackProcessor({ track: this.#copy, maxBufferSize: 1 });
    this.#tell({ kind: 'watch', pictures: readable }, [readable]);
  }

  close(): void {
    this.#copy?.stop();
    this.#worker.terminate();
  }

  #tell(command: WorkerCommand, transferred: Transferable[] = []): void {
    this.#worker.postMessage(command, transferred);
  }
}
