import { FaceDetector, FaceLandmarker, FilesetResolver } from '@mediapipe/tasks-vision';
import { config } from '../config.ts';
import { median } from './rate.ts';
import { countFaces, poseOf, type HeadPose } from './signals.ts';

export type Delegate = 'CPU' | 'GPU';

/** Both models on one kind of processor. */
export class FaceModels {
  readonly delegate: Delegate;
  readonly #landmarker: FaceLandmarker;
  readonly #detector: FaceDetector;
  #lastTimestamp = 0;

  private constructor(delegate: Delegate, landmarker: FaceLandmarker, detector: FaceDetector) {
    this.delegate = delegate;
    this.#landmarker = landmarker;
    this.#detector = detector;
  }

  static async load(delegate: Delegate): Promise<FaceModels> {
    // A module worker can only import the module build of the runtime; any other pairing fails.
    const runtime = await FilesetResolver.forVisionTasks(fileUrl('wasm'), true);
    const common = { runningMode: 'VIDEO' } as const;
    await offerRuntime(runtime.wasmLoaderPath);
    const landmarker = await FaceLandmarker.createFromOptions(runtime, {
      ...common,
      baseOptions: { modelAssetPath: fileUrl('models/face_landmarker.task'), delegate },
      numFaces: config.analysis.maxFaces,
      outputFacialTransformationMatrixes: true,
    });
    await offerRuntime(runtime.wasmLoaderPath);
    const detector = await FaceDetector.createFromOptions(runtime, {
      ...common,
      baseOptions: { modelAssetPath: fileUrl('models/blaze_face_short_range.tflite'), delegate },
      minDetectionConfidence: config.analysis.minDetectionScore,
    });
    return new FaceModels(delegate, landmarker, detector);
  }

  /** Finds faces, and the direction of the largest one. Throws where the machine cannot do it. */
  look(picture: VideoFrame): { readonly faces: number; readonly pose: HeadPose | null } {
    // Both models insist on growing timestamps.
    const timestamp = Math.max(Math.round(performance.now()), this.#lastTimestamp + 1);
    this.#lastTimestamp = timestamp;
    const found = this.#landmarker.detectForVideo(picture, timestamp);
    const { detections } = this.#detector.detectForVideo(picture, timestamp);
    const widths = found.faceLandmarks.map((points) => extent(points.map(({ x }) => x)));
    const largest = widths.indexOf(Math.max(...widths));
    const matrix = found.facialTransformationMatrixes[largest];
    return {
      faces: countFaces(
        found.faceLandmarks.length,
        detections.map(({ categories }) => categories[0]?.score ?? 0),
        config.analysis.minDetectionScore,
      ),
      pose: matrix === undefined ? null : poseOf(matrix.data),
    };
  }

  close(): void {
    this.#landmarker.close();
    this.#detector.close();
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
 * @throws where neither works, for instance without WebGL 2, which both need
 */
export async function fastestModels(
  pictures: () => Promise<VideoFrame | null>,
): Promise<{ readonly models: FaceModels; readonly detail: string }> {
  const renderer = webGlRenderer();
  if (renderer === null) throw new Error('this browser offers no WebGL 2');
  const cpu = await FaceModels.load('CPU');
  const cpuMs = await trial(cpu, pictures);
  if (isSoftware(renderer)) return { models: cpu, detail: `CPU ${cpuMs.toFixed(0)} ms` };

  const gpu = await FaceModels.load('GPU').catch(() => null);
  const gpuMs = gpu === null ? Infinity : await trial(gpu, pictures).catch(() => Infinity);
  const detail = `CPU ${cpuMs.toFixed(0)} ms, GPU ${gpuMs.toFixed(0)} ms`;
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
      models.look(picture);
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
const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
