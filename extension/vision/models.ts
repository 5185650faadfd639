import {
  FaceDetector,
  FaceLandmarker,
  FilesetResolver,
  type Detection,
} from '@mediapipe/tasks-vision';
import { config } from '../config.ts';
import { AnalysisError, analysisError } from './analysis-error.ts';
import { cutOutsOf, putBack, withoutDoubles, type CutOut } from './cut-outs.ts';
import { describeFaces, withDetections, type PictureSize } from './face-geometry.ts';
import type { FaceSignals } from './frame-signals.ts';
import { median } from './rate.ts';
import type { Eyes } from './sight.ts';
import { hasSimd } from './simd.ts';

export type Delegate = 'CPU' | 'GPU';

/** Both models on one kind of processor. They throw where the machine cannot do it. */
export class FaceModels implements Eyes<VideoFrame, readonly Detection[], FaceSignals> {
  readonly delegate: Delegate;
  readonly #landmarker: FaceLandmarker;
  readonly #detector: FaceDetector;
  readonly #blank = blankPicture();
  readonly #cutOut = new OffscreenCanvas(1, 1);
  #lastTimestamp = 0;

  private constructor(delegate: Delegate, landmarker: FaceLandmarker, detector: FaceDetector) {
    this.delegate = delegate;
    this.#landmarker = landmarker;
    this.#detector = detector;
  }

  /** @throws AnalysisError */
  static async load(delegate: Delegate): Promise<FaceModels> {
    try {
      return await FaceModels.#load(delegate);
    } catch (error) {
      throw analysisError(error, 'analysis_model_failed');
    }
  }

  static async #load(delegate: Delegate): Promise<FaceModels> {
    // A module worker can only import the module build of the runtime, which has SIMD; a classic one
    // only the others. Any other pairing fails.
    const isModule = hasSimd();
    const runtime = await FilesetResolver.forVisionTasks(fileUrl('wasm'), isModule);
    const common = { runningMode: 'VIDEO' } as const;
    if (isModule) await offerRuntime(runtime.wasmLoaderPath);
    const landmarker = await FaceLandmarker.createFromOptions(runtime, {
      ...common,
      baseOptions: { modelAssetPath: fileUrl('models/face_landmarker.task'), delegate },
      numFaces: config.analysis.maxFaces,
    });
    if (isModule) await offerRuntime(runtime.wasmLoaderPath);
    const detector = await FaceDetector.createFromOptions(runtime, {
      ...common,
      baseOptions: { modelAssetPath: fileUrl('models/blaze_face_short_range.tflite'), delegate },
      minDetectionConfidence: config.analysis.minDetectionScore,
    });
    return new FaceModels(delegate, landmarker, detector);
  }

  glance(picture: VideoFrame): readonly Detection[] {
    return this.#detector.detectForVideo(picture, this.#timestamp()).detections;
  }

  foundIn(detections: readonly Detection[]): number {
    return detections.length;
  }

  look(picture: VideoFrame, detections: readonly Detection[]): FaceSignals {
    const { faceLandmarks } = this.#landmarker.detectForVideo(picture, this.#timestamp());
    return describeFaces({ landmarks: faceLandmarks, detections, picture: sizeOf(picture) });
  }

  countedIn({ faces }: FaceSignals): number {
    return faces;
  }

  /**
   * Looks at square cut-outs of the picture, in which the detector finds faces half as large. It keeps
   * nothing from one picture to the next, so that these do not disturb it.
   */
  search(picture: VideoFrame, detections: readonly Detection[], faces: FaceSignals): FaceSignals {
    const { cutOuts } = config.analysis;
    const size = sizeOf(picture);
    const found = cutOutsOf(size, cutOuts).flatMap((cutOut) => {
      const pixels = Math.min(cutOut.side, cutOuts.pixels);
      const { detections: there } = this.#detector.detectForVideo(
        this.#cut(picture, cutOut, pixels),
        this.#timestamp(),
      );
      return putBack(there, cutOut, pixels, size, cutOuts);
    });
    const more = withoutDoubles(found, detections, cutOuts);
    return more.length === 0 ? faces : withDetections(faces, [...detections, ...more], size);
  }

  nobody(picture: VideoFrame): FaceSignals {
    return describeFaces({ landmarks: [], detections: [], picture: sizeOf(picture) });
  }

  /**
   * The landmark model looks for a face where it was in the picture before. Where that was long ago,
   * two faces that it followed then may both settle on the one that is there now; a picture without any
   * makes it look everywhere again.
   */
  forget(): void {
    this.#landmarker.detectForVideo(this.#blank, this.#timestamp());
  }

  close(): void {
    this.#landmarker.close();
    this.#detector.close();
  }

  #cut(picture: VideoFrame, { x, y, side }: CutOut, pixels: number): OffscreenCanvas {
    const canvas = this.#cutOut;
    // Setting a size clears and rebuilds a canvas, even where it is the same.
    if (canvas.width !== pixels) Object.assign(canvas, { width: pixels, height: pixels });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas to cut pictures on');
    context.drawImage(picture, x, y, side, side, 0, 0, pixels, pixels);
    return canvas;
  }

  /** Both models insist on growing timestamps. */
  #timestamp(): number {
    this.#lastTimestamp = Math.max(Math.round(performance.now()), this.#lastTimestamp + 1);
    return this.#lastTimestamp;
  }
}

/**
 * The runtime's module hands itself over in a global variable, and each task takes it away from there.
 * A module is run once, however often it is imported, so that every task after the first finds nothing.
 */
async function offerRuntime(loaderPath: string): Promise<void> {
  const runtime = (await import(/* @vite-ignore */ loaderPath)) as { readonly default: unknown };
  Object.assign(self, { ModuleFactory: runtime.default });
}

/**
 * Loads the models and keeps the kind of processor that is faster on these pictures. A graphics card
 * that is only simulated is many times slower than the processor, so that it is not even tried.
 *
 * @param pictures gives the next picture of the camera, or null when it has ended; they are closed here
 * @throws AnalysisError where neither works: without WebGL 2, say, which both need
 */
export async function fastestModels(
  pictures: () => Promise<VideoFrame | null>,
): Promise<{ readonly models: FaceModels; readonly detail: string }> {
  const renderer = webGlRenderer();
  if (renderer === null) {
    throw new AnalysisError('analysis_no_webgl', 'this browser offers no WebGL 2');
  }
  const how = hasSimd() ? 'SIMD' : 'no SIMD';
  const cpu = await FaceModels.load('CPU');
  const cpuMs = await trial(cpu, pictures);
  if (isSoftware(renderer)) return { models: cpu, detail: `${how}, CPU ${cpuMs.toFixed(0)} ms` };

  const gpu = await FaceModels.load('GPU').catch(() => null);
  const gpuMs = gpu === null ? Infinity : await trial(gpu, pictures).catch(() => Infinity);
  const detail = `${how}, CPU ${cpuMs.toFixed(0)} ms, GPU ${gpuMs.toFixed(0)} ms`;
  if (gpu === null || gpuMs >= cpuMs) {
    gpu?.close();
    return { models: cpu, detail };
  }
  cpu.close();
  return { models: gpu, detail };
}

/** Median time of one look, milliseconds. The first is left out: it builds what the others use. */
async function trial(
  models: FaceModels,
  pictures: () => Promise<VideoFrame | null>,
): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i <= config.analysis.trialFrames; i++) {
    const picture = await pictures();
    if (picture === null) break;
    try {
      const startedAt = performance.now();
      models.look(picture, models.glance(picture));
      if (i > 0) times.push(performance.now() - startedAt);
    } finally {
      picture.close();
    }
  }
  return median(times);
}

/** True for renderers that draw without a graphics card. */
function isSoftware(renderer: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}

function webGlRenderer(): string | null {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) return null;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = info && gl.getParameter(info.UNMASKED_RENDERER_WEBGL);
  return typeof name === 'string' ? name : '';
}

const fileUrl = (path: string) => new URL(`/${path}`, self.location.origin).href;

function blankPicture(): OffscreenCanvas {
  const canvas = new OffscreenCanvas(64, 64);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to draw on');
  context.fillStyle = 'grey';
  context.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}

const sizeOf = ({ displayWidth, displayHeight }: VideoFrame): PictureSize => ({
  width: displayWidth,
  height: displayHeight,
});
