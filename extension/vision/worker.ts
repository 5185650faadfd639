import { config } from '../config.ts';
import { IdentityEye } from '../identity/index.ts';
import type { Calibration } from '../sitting/index.ts';
import { epochNow } from '../time.ts';
import { analysisError } from './analysis-error.ts';
import { atHandOf } from './at-hand.ts';
import { CaptureClock } from './capture-clock.ts';
import { leaveOutBackground, noBackground } from './background.ts';
import { Detectors, type Seen, type ViolationRules } from './detectors/index.ts';
import { Feed } from './feed.ts';
import { frameSignalsOf, toSignals, type FrameSignals } from './frame-signals.ts';
import { fastestModels, type FaceModels } from './models.ts';
import { PictureRoom } from './picture.ts';
import type { Violation, WorkerCommand, WorkerMessage } from './protocol.ts';
import { RateControl, type Look } from './rate.ts';
import { Sight } from './sight.ts';
import { WakingClock } from './waking-clock.ts';

/*
 * Everything that looks at pictures happens here, off every page's own thread. Pictures leave the worker
 * only as evidence.
 */
quietenRuntime();

const room = new PictureRoom();
const rate = new RateControl(config.analysis);
const captures = new CaptureClock(config.analysis);
const waking = new WakingClock(config.analysis.sleptMs);
const detectors = new Detectors(config.detectors.suppressionMarginMs);
let background = noBackground;
let calibration: Calibration | null = null;
let rules: ViolationRules | undefined;
let identity: IdentityEye | undefined;
let held = false;
let measuring = false;
let loading: Promise<Loaded> | undefined;
let failures = 0;
/** The camera that is watched. */
let feed: Feed | undefined;
let watching = Promise.resolve();

interface Loaded {
  readonly models: FaceModels;
  readonly sight: ReturnType<typeof sightOf>;
}

self.addEventListener('message', ({ data: command }: MessageEvent<WorkerCommand>) => {
  switch (command.kind) {
    case 'judge':
      rules = command.rules;
      break;
    case 'calibrate':
      calibration = command.calibration;
      // What stood behind the student may be somewhere else by now.
      background = noBackground;
      detectors.calibrate(calibration);
      break;
    case 'switch_off':
      detectors.switchOff(command.types);
      break;
    case 'hold':
      held = command.held;
      break;
    case 'measure':
      measuring = command.wanted;
      break;
    case 'identify':
      identity?.close();
      identity = new IdentityEye(command.port, command.reference, config.identity);
      break;
    case 'watch':
      feed?.end();
      feed = new Feed(command.camera, post);
      watching = watch(feed);
      break;
    case 'picture':
      if (feed?.camera === command.camera) feed.give(command.picture);
      else command.picture.close();
      break;
    case 'ended':
      if (feed?.camera === command.camera) feed.end();
      break;
    case 'close':
      feed?.end();
      void watching.then(() => self.close());
  }
});

/** Analyses a camera's pictures until it ends, another one follows, or nobody wants any. */
async function watch(pictures: Feed): Promise<void> {
  try {
    await analyseAll(() => pictures.next());
  } catch (error) {
    pictures.end();
    const { reason, message } = analysisError(error, 'analysis_unavailable');
    post({ kind: 'failed', reason, detail: message });
  }
}

async function analyseAll(next: () => Promise<VideoFrame | null>): Promise<void> {
  loading ??= load(next);
  const loaded = await loading;
  loaded.sight.forget();
  room.forget();
  captures.forget();
  for (let picture = await next(); picture !== null; picture = await next()) {
    try {
      const now = performance.now();
      const ageMs = captures.ageOf(picture.timestamp, now);
      // Read and let go of what is not due, so that the next one is never an old one.
      const look = rate.due(now);
      if (look !== null) await analyse(loaded, picture, look, ageMs);
    } finally {
      picture.close();
    }
  }
}

async function load(next: () => Promise<VideoFrame | null>): Promise<Loaded> {
  const { models, detail } = await fastestModels(next);
  post({ kind: 'ready', delegate: models.delegate, detail });
  return { models, sight: sightOf(models) };
}

const sightOf = (models: FaceModels) => new Sight(models, config.analysis);

/** @param ageMs since the picture was captured */
async function analyse(
  { models, sight }: Loaded,
  picture: VideoFrame,
  look: Look,
  ageMs: number,
): Promise<void> {
  const capturedAt = epochNow() - ageMs;
  const all = measure(sight, picture, look, capturedAt, ageMs);
  if (all === null) return;
  // What held before the machine slept does not hold on after it.
  const seenAt = waking.at(epochNow(), Date.now()) - ageMs;
  const frame = await compare(
    leaveOutPosters(all, seenAt, capturedAt),
    picture,
    seenAt,
    capturedAt,
  );
  const signals = toSignals(frame);
  const { msPerFrame } = rate;
  post({
    kind: 'analysis',
    analysis: {
      capturedAt,
      analysedAt: epochNow(),
      signals,
      analysis: { rate: rate.rate, msPerFrame, coreShare: rate.share, delegate: models.delegate },
    },
  });
  const seen = rules === undefined || held ? null : detectors.look(frame, seenAt, rules);
  if (measuring) {
    post({ kind: 'measured', measured: { at: capturedAt, frame, verdicts: seen?.verdicts ?? {} } });
  }
  for (const doubt of seen?.doubts ?? []) post({ kind: 'doubt', doubt, at: capturedAt });
  if (seen?.claim) await claim(seen.claim, picture, { capturedAt, signals });
}

/** Null: a glance at which nothing was new, or a picture on which the models failed. */
function measure(
  sight: Loaded['sight'],
  picture: VideoFrame,
  look: Look,
  capturedAt: number,
  ageMs: number,
): FrameSignals | null {
  const startedAt = performance.now();
  try {
    const reduced = room.measure(picture);
    const atHand = atHandOf(reduced);
    const { faces, did } = sight.see(picture, atHand, look, capturedAt);
    failures = 0;
    const ms = performance.now() - startedAt;
    rate.record({ look: did, ms, ageMs: ageMs + ms });
    if (faces === null) return null;
    const { displayWidth: width, displayHeight: height } = picture;
    return frameSignalsOf({ picture: { width, height }, reduced, faces });
  } catch (error) {
    failures++;
    if (failures >= config.analysis.maxFailures) throw error;
    return null;
  }
}

/** Pictures of faces that hang on a wall are nobody. */
function leaveOutPosters(frame: FrameSignals, seenAt: number, capturedAt: number): FrameSignals {
  const left = leaveOutBackground(background, frame, seenAt, calibration?.background ?? []);
  background = left.state;
  if (left.learnt !== null) post({ kind: 'background', boxes: left.learnt, at: capturedAt });
  return left.frame;
}

/** Compares the face with the one at the start, every so often. */
async function compare(
  frame: FrameSignals,
  picture: VideoFrame,
  seenAt: number,
  capturedAt: number,
): Promise<FrameSignals> {
  if (identity === undefined || held || rules?.identity_mismatch.enabled === false) return frame;
  const { distance, taken, picture: shown } = await identity.look(frame, picture, seenAt);
  if (taken !== null && shown !== null) {
    post({ kind: 'reference', descriptor: taken, at: capturedAt, picture: shown });
  }
  return distance === null ? frame : { ...frame, identity: distance };
}

async function claim(
  seen: Seen,
  picture: VideoFrame,
  common: Pick<Violation, 'capturedAt' | 'signals'>,
): Promise<void> {
  const evidence = await room.evidence(picture);
  post({ kind: 'violation', violation: { ...seen, ...common, ...evidence } });
}

function post(message: WorkerMessage): void {
  self.postMessage(message);
}

/** The runtime reports its own set-up as errors and warnings. Only what is an error stays one. */
function quietenRuntime(): void {
  const chatter =
    /^(INFO:|[IW]\d{4} |W\d{8} |I\d{8} |Graph (successfully|finished)|.*OpenGL error checking is disabled)/;
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    // eslint-disable-next-line no-console -- wraps it
    const write = console[method].bind(console);
    // eslint-disable-next-line no-console -- wraps it
    console[method] = (...words: unknown[]) => {
      if (typeof words[0] === 'string' && chatter.test(words[0])) return;
      write(...words);
    };
  }
}
