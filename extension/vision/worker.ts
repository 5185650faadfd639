import { config } from '../config.ts';
import { epochNow } from '../time.ts';
import { allDetectors, type Seen } from './detectors/index.ts';
import { fastestModels, type FaceModels } from './models.ts';
import { PictureRoom } from './picture.ts';
import type { Violation, WatchCommand, WorkerMessage } from './protocol.ts';
import { RateControl } from './rate.ts';
import { signalsOf } from './signals.ts';
import { Suppression } from './suppression.ts';

/*
 * Everything that looks at pictures happens here, off every page's own thread. Pictures leave the worker
 * only as evidence.
 */
quietenRuntime();

const room = new PictureRoom();
const rate = new RateControl(config.analysis);
const detect = allDetectors();
const suppression = new Suppression(config.detectors.suppressionMarginMs);
let loading: Promise<FaceModels> | undefined;
let failures = 0;

self.addEventListener('message', (event: MessageEvent<WatchCommand>) => {
  watch(event.data.pictures).catch((error: unknown) => {
    post({ kind: 'failed', detail: String(error) });
  });
});

/** Analyses a camera's pictures until it ends. Another camera may follow. */
async function watch(pictures: ReadableStream<VideoFrame>): Promise<void> {
  const reader = pictures.getReader();
  const next = async () => (await reader.read()).value ?? null;
  loading ??= load(next);
  const models = await loading;
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
    signals = signalsOf({ luma: room.luma(picture), ...models.look(picture) });
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
  const claims = detect(signals, capturedAt).filter(({ type }) =>
    suppression.allows(type, capturedAt),
  );
  if (claims.length > 0) await claim(claims, picture, { capturedAt, signals });
}

async function claim(
  claims: readonly Seen[],
  picture: VideoFrame,
  common: Pick<Violation, 'capturedAt' | 'signals'>,
): Promise<void> {
  const evidence = await room.evidence(picture);
  for (const { type, heldMs } of claims) {
    post({ kind: 'violation', violation: { type, heldMs, ...common, ...evidence } });
  }
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
