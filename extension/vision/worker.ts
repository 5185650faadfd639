import { config } from '../config.ts';
import { epochNow } from '../time.ts';
import { analysisError } from './analysis-error.ts';
import { CaptureClock } from './capture-clock.ts';
import { Detectors, type Seen, type ViolationRules } from './detectors/index.ts';
import { isBlack, isStill } from './detectors/picture-quality.ts';
import { frameSignalsOf, toSignals } from './frame-signals.ts';
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
let rules: ViolationRules | undefined;
let loading: Promise<Loaded> | undefined;
let failures = 0;

interface Loaded {
  readonly models: FaceModels;
  readonly sight: ReturnType<typeof sightOf>;
}

self.addEventListener('message', ({ data: command }: MessageEvent<WorkerCommand>) => {
  if (command.kind === 'judge') {
    rules = command.rules;
    return;
  }
  watch(command.pictures).catch((error: unknown) => {
    const { reason, message } = analysisError(error, 'analysis_unavailable');
    post({ kind: 'failed', reason, detail: message });
  });
});

/** Analyses a camera's pictures until it ends. Another camera may follow. */
async function watch(pictures: ReadableStream<VideoFrame>): Promise<void> {
  const reader = pictures.getReader();
  const next = async () => (await reader.read()).value ?? null;
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

const sightOf = (models: FaceModels) => new Sight(models, config.analysis.unchangedMs);

/** @param ageMs since the picture was captured */
async function analyse(
  { models, sight }: Loaded,
  picture: VideoFrame,
  look: Look,
  ageMs: number,
): Promise<void> {
  const startedAt = performance.now();
  const capturedAt = epochNow() - ageMs;
  let frame;
  try {
    const reduced = room.measure(picture);
    const atHand = { isBlack: isBlack(reduced), isUnchanged: isStill(reduced) };
    const { faces, did } = sight.see(picture, atHand, look, capturedAt);
    failures = 0;
    const ms = performance.now() - startedAt;
    rate.record({ look: did, ms, ageMs: ageMs + ms });
    if (faces === null) return;
    const { displayWidth: width, displayHeight: height } = picture;
    frame = frameSignalsOf({ picture: { width, height }, reduced, faces });
  } catch (error) {
    failures++;
    if (failures >= config.analysis.maxFailures) throw error;
    return;
  }
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
  // What held before the machine slept does not hold on after it.
  const seenAt = waking.at(epochNow(), Date.now()) - ageMs;
  const seen = rules && detectors.look(frame, seenAt, rules);
  if (seen) await claim(seen, picture, { capturedAt, signals });
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
