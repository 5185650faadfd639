import { config } from '../config.ts';
import { epochNow } from '../time.ts';
import { Detectors, type Seen, type ViolationRules } from './detectors/index.ts';
import { fastestModels, type FaceModels } from './models.ts';
import { PictureRoom } from './picture.ts';
import type { Violation, WorkerCommand, WorkerMessage } from './protocol.ts';
import { RateControl } from './rate.ts';
import { signalsOf } from './signals.ts';

/*
 * Everything that looks at pictures happens here, off every page's own thread. Pictures leave the worker
 * only as evidence.
 */
quietenRuntime();

const room = new PictureRoom();
const rate = new RateControl(config.analysis);
const detectors = new Detectors(config.detectors.suppressionMarginMs);
let rules: ViolationRules | undefined;
let loading: Promise<FaceModels> | undefined;
let failures = 0;

self.addEventListener('message', ({ data: command }: MessageEvent<WorkerCommand>) => {
  if (command.kind === 'judge') {
    rules = command.rules;
    return;
  }
  watch(command.pictures).catch((error: unknown) => {
    post({ kind: 'failed', detail: String(error) });
  });
});

/** Analyses a camera's pictures until it ends. Another camera may follow. */
async function watch(pictures: ReadableStream<VideoFrame>): Promise<void> {
  const reader = pictures.getReader();
  const next = async () => (await reader.read()).value ?? null;
  loading ??= load(next);
  const models = await loading;
  room.forget();
  for (let picture = await next(); picture !== null; picture = await next()) {
    try {
      const now = epochNow();
      // Read and let go of what is not due, so that the next one is never an old one.
      if (rate.isDue(now)) await analyse(models, picture, now);
    } finally {
      picture.close();
    }
  }
}

async function load(next: () => Promise<VideoFrame | null>): Promise<FaceModels> {
  const { models, detail } = await fastestModels(next);
  post({ kind: 'ready', delegate: models.delegate, detail });
  return models;
}

async function analyse(models: FaceModels, picture: VideoFrame, capturedAt: number): Promise<void> {
  const startedAt = performance.now();
  let signals;
  try {
    signals = signalsOf({ reduced: room.measure(picture), ...models.look(picture) });
    failures = 0;
  } catch (error) {
    failures++;
    if (failures >= config.analysis.maxFailures) throw error;
    return;
  }
  rate.record(performance.now() - startedAt);
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
  const seen = rules && detectors.look(signals, capturedAt, rules);
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
