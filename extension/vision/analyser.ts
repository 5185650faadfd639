import type { ViolationType } from '@invigil/shared-types';
import { config } from '../config.ts';
import { analysisError, type AnalysisFailure } from './analysis-error.ts';
import type { Calibration } from '../sitting/index.ts';
import type { ViolationRules } from './detectors/index.ts';
import { PictureReader } from './picture-reader.ts';
import type { Analysis, Measured, Violation, WorkerCommand, WorkerMessage } from './protocol.ts';
import { hasSimd } from './simd.ts';

/** What the worker tells, word by word. */
export type Told<K extends WorkerMessage['kind']> = Extract<WorkerMessage, { kind: K }>;

export interface AnalyserEvents {
  readonly onReady: (detail: string) => void;
  readonly onAnalysis: (analysis: Analysis) => void;
  readonly onViolation: (violation: Violation) => void;
  /** What is measured on each picture, for as long as that is wanted (`measure`). */
  readonly onMeasured?: (measured: Measured) => void;
  readonly onBackground?: (found: Told<'background'>) => void;
  readonly onDoubt?: (told: Told<'doubt'>) => void;
  readonly onReference?: (taken: Told<'reference'>) => void;
  /** The worker is of no use any more: close it, and perhaps start another one later. */
  readonly onFailed: (reason: AnalysisFailure, detail: string) => void;
}

const workerName = 'invigil-vision';

/** The document's end of the vision worker. */
export class Analyser {
  readonly #worker: Worker;
  #track: MediaStreamTrack | undefined;
  /** The pictures of the camera that is analysed. */
  #pictures: PictureReader | undefined;
  /** Its number. */
  #camera = 0;
  #closed = false;

  constructor(events: AnalyserEvents) {
    // One bundle that runs as either; without SIMD only a classic worker can load the runtime.
    this.#worker = hasSimd()
      ? new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: workerName })
      : new Worker(new URL('./worker.ts', import.meta.url), { name: workerName });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.kind === 'next') void this.#send(data.camera);
      else if (!this.#closed) hear(data, events);
    });
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (this.#closed) return;
      const words = event.message || 'the worker did not start';
      const { reason, message } = analysisError(words, 'analysis_worker_failed');
      events.onFailed(reason, message);
    });
  }

  /** Judges by these rules from the next picture on. Without any, nothing is claimed. */
  judgeBy(rules: ViolationRules): void {
    this.#tell({ kind: 'judge', rules });
  }

  /** Judges head and eyes by this, and not by what was learnt. Null: learns from the next seconds. */
  calibrate(calibration: Calibration | null): void {
    this.#tell({ kind: 'calibrate', calibration });
  }

  /** These switched themselves off earlier in this attempt, and stay so. */
  switchOff(types: readonly ViolationType[]): void {
    this.#tell({ kind: 'switch_off', types });
  }

  /** Judges nothing for as long as it is held. */
  hold(held: boolean): void {
    this.#tell({ kind: 'hold', held });
  }

  /** Tells what is measured on each picture, or no longer. */
  measure(wanted: boolean): void {
    this.#tell({ kind: 'measure', wanted });
  }

  /**
   * Compares faces with the one at the start from now on.
   *
   * @param reference its descriptor; null: one is taken, and told (`onReference`)
   * @param port to what describes faces. It is the worker's from now on
   */
  identify(reference: readonly number[] | null, port: MessagePort): void {
    this.#tell({ kind: 'identify', reference, port }, [port]);
  }

  /** Analyses this camera from now on, instead of the one before. The track stays the caller's. */
  watch(track: MediaStreamTrack): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#pictures?.stop();
    this.#pictures = picturesOf(track);
    this.#tell({ kind: 'watch', camera: ++this.#camera });
  }

  /**
   * Gives the worker the picture it asks for. The stream itself stays here: Chromium leaves pictures open that are
   * on the way of a stream from one thread to another when it ends.
   */
  async #send(camera: number): Promise<void> {
    const picture = camera === this.#camera ? await this.#pictures?.next() : null;
    if (picture) this.#tell({ kind: 'picture', camera, picture }, [picture]);
    else this.#tell({ kind: 'ended', camera });
  }

  /** Nothing is told any more. The worker ends by itself, once it has let go of its picture. */
  close(): void {
    this.#closed = true;
    this.#pictures?.stop();
    this.#tell({ kind: 'close' });
    // One that is stuck, or gone already.
    setTimeout(() => this.#worker.terminate(), config.analysis.closeMs);
  }

  #tell(command: WorkerCommand, transferred: Transferable[] = []): void {
    this.#worker.postMessage(command, transferred);
  }
}

/** A camera's pictures, until nobody wants any more. */
function picturesOf(track: MediaStreamTrack): PictureReader {
  // A copy: a track that is being read cannot be read by anybody else.
  const copy = track.clone();
  // Timers and frame callbacks of a document that nobody sees are throttled; this is not.
  const { readable } = new MediaStreamTrackProcessor({ track: copy, maxBufferSize: 1 });
  const pictures = new PictureReader(readable, config.analysis.lastPictureMs);
  void pictures.left.then(() => copy.stop());
  return pictures;
}

function hear(message: Exclude<WorkerMessage, Told<'next'>>, events: AnalyserEvents): void {
  switch (message.kind) {
    case 'ready':
      events.onReady(message.detail);
      break;
    case 'analysis':
      events.onAnalysis(message.analysis);
      break;
    case 'violation':
      events.onViolation(message.violation);
      break;
    case 'measured':
      events.onMeasured?.(message.measured);
      break;
    case 'background':
      events.onBackground?.(message);
      break;
    case 'doubt':
      events.onDoubt?.(message);
      break;
    case 'reference':
      events.onReference?.(message);
      break;
    case 'failed':
      events.onFailed(message.reason, message.detail);
  }
}
