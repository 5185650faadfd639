import { FaceLandmarker, FilesetResolver } from '@mediapipe/tasks-vision';
import { config } from '../../../extension/config.ts';
import { atHandOf } from '../../../extension/vision/at-hand.ts';
import { intoSquare } from '../../../extension/identity/crop.ts';
import { Describer } from '../../../extension/identity/describer.ts';
import { FacePicture } from '../../../extension/identity/face-picture.ts';
import { faceLuma } from '../../../extension/identity/network-input.ts';
import { inputSide } from '../../../extension/identity/network-shape.ts';
import { goodFace } from '../../../extension/identity/schedule.ts';
import { frameSignalsOf, type FrameSignals } from '../../../extension/vision/frame-signals.ts';
import { FaceModels } from '../../../extension/vision/models.ts';
import { PictureRoom } from '../../../extension/vision/picture.ts';
import { cost, sightOf, until, type AtWork } from './cost.ts';
import { bytesOf, frameFrom, frameOf, sizeOf } from './frames.ts';
import type { EyesAnswer, EyesCommand, Points } from './protocol.ts';

/* The agent's own modules, in a module worker as in the agent; only the pictures come from elsewhere. */

let loaded: Promise<AtWork> | undefined;
let seenBefore = 0;
let lastAnswer: Promise<unknown> = Promise.resolve();
let describer: Promise<Describer> | undefined;

type Of<K extends EyesCommand['kind']> = Extract<EyesCommand, { kind: K }>;

const landmarkers = new Map<string, Promise<FaceLandmarker>>();

self.addEventListener('message', ({ data, ports }: MessageEvent<EyesCommand & { id: number }>) => {
  const [port] = ports;
  if (port !== undefined) {
    describer = whenFree(port);
    return;
  }
  // One after the other: a sequence must not be broken into by another one.
  const answered = lastAnswer.then(() => answer(data));
  lastAnswer = answered.catch(() => undefined);
  answered.then(
    (result) => self.postMessage({ id: data.id, result }),
    (error: unknown) => self.postMessage({ id: data.id, error: String(error) }),
  );
});

async function answer(command: EyesCommand): Promise<EyesAnswer> {
  switch (command.kind) {
    case 'see':
      return { kind: 'seen', frames: await see(command) };
    case 'describe':
      return { kind: 'described', descriptors: await describe(command.pictures) };
    case 'points':
      return { kind: 'points', points: await points(command.picture, command.model) };
    case 'cost':
      return { kind: 'cost', cost: await cost(await atWork(), command.pictures, command.seconds) };
  }
}

function atWork(): Promise<AtWork> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<AtWork> {
  const models = await FaceModels.load('CPU');
  return { models, room: new PictureRoom(), sight: sightOf(models) };
}

/** What is measured on a sequence; each of its pictures is looked at in full. */
async function see({ pictures, everyMs, goesOn }: Of<'see'>): Promise<FrameSignals[]> {
  const { room, sight } = await atWork();
  if (!goesOn) {
    sight.forget();
    room.forget();
    seenBefore = 0;
  }
  const frames: FrameSignals[] = [];
  const fetched = await Promise.all(pictures.map(bytesOf));
  for (const [index, bytes] of fetched.entries()) {
    const picture = frameOf(bytes, index);
    try {
      const reduced = room.measure(picture);
      const atHand = atHandOf(reduced);
      const { faces } = sight.see(picture, atHand, 'full', seenBefore++ * everyMs);
      if (faces !== null) frames.push(frameSignalsOf({ picture: sizeOf(picture), reduced, faces }));
    } finally {
      picture.close();
    }
  }
  return frames;
}

/** What the agent's identity worker says of the face in each picture. */
async function describe(pictures: readonly string[]): Promise<(number[] | null)[]> {
  if (describer === undefined) throw new Error('nothing was started that describes faces');
  const asked = await describer;
  const descriptors: (number[] | null)[] = [];
  for (const [index, url] of pictures.entries()) {
    const [frame] = await see({
      kind: 'see',
      pictures: [url, url, url],
      everyMs: 200,
      goesOn: false,
    });
    const face = frame === undefined ? null : goodFace(frame, config.identity);
    const square =
      frame === undefined || face === null
        ? null
        : intoSquare(face, frame.picture, config.identity.margin, inputSide);
    if (square === null) {
      descriptors.push(null);
      continue;
    }
    const picture = await frameFrom(url, index);
    const pixels = facePicture.draw(picture, square);
    picture.close();
    const isLit = faceLuma(pixels) >= config.identity.minFaceLuma;
    const descriptor = isLit ? await asked.describe(pixels.buffer) : null;
    descriptors.push(descriptor === null ? null : [...descriptor]);
  }
  return descriptors;
}

const facePicture = new FacePicture();

/** The describer is free as soon as its own worker has loaded. */
async function whenFree(port: MessagePort): Promise<Describer> {
  const asked = new Describer(port, 10_000);
  for (let tries = 0; tries < 300 && !asked.isFree; tries++) await until(performance.now() + 100);
  if (!asked.isFree) throw new Error('faces cannot be described here');
  return asked;
}

/** What a landmark model says of one picture by itself. */
async function points(url: string, model: string): Promise<Points[]> {
  const known = landmarkers.get(model) ?? loadLandmarker(model);
  landmarkers.set(model, known);
  const landmarker = await known;
  const picture = await frameFrom(url, 0);
  try {
    const found = landmarker.detect(picture);
    return found.faceLandmarks.map((landmarks, face) => ({
      landmarks: landmarks.map(({ x, y }) => ({ x, y })),
      matrix: found.facialTransformationMatrixes[face]?.data ?? null,
      shapes: Object.fromEntries(
        (found.faceBlendshapes[face]?.categories ?? []).map(({ categoryName, score }) => [
          categoryName,
          score,
        ]),
      ),
    }));
  } finally {
    picture.close();
  }
}

async function loadLandmarker(model: string): Promise<FaceLandmarker> {
  const runtime = await FilesetResolver.forVisionTasks('/wasm', true);
  const loader = new URL(runtime.wasmLoaderPath, self.location.origin).href;
  const module = (await import(/* @vite-ignore */ loader)) as { readonly default: unknown };
  // Each task takes the runtime away from there, and a module is run once only.
  Object.assign(self, { ModuleFactory: module.default });
  return FaceLandmarker.createFromOptions(runtime, {
    baseOptions: { modelAssetPath: `/models/${model}.task`, delegate: 'CPU' },
    runningMode: 'IMAGE',
    numFaces: 2,
    outputFacialTransformationMatrixes: true,
    outputFaceBlendshapes: model === 'official',
  });
}
