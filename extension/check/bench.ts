import type { Policy } from '@invigil/shared-types';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import type { CameraTrouble } from '../media/index.ts';
import { isDesktopExtended } from '../page-events/index.ts';
import { failed, passed, warned, type Finding } from './finding.ts';
import { mediaLoop } from './media-loop.ts';
import { watchPictures } from './pictures.ts';
import type { Probes } from './run.ts';
import { ServerLine, type LineOptions } from './server-line.ts';
import { Sight } from './sight.ts';
import { measureLine, speedProbes } from './speed.ts';
import { cameraVerdict, displayVerdict, speedVerdict } from './verdicts.ts';

export interface BenchOptions extends LineOptions {
  /** The camera as it is now; undefined where there is none. */
  readonly track: () => MediaStreamTrack | undefined;
  /** Why it could not be opened; null where it could. */
  readonly trouble: CameraTrouble | null;
  readonly policy: Policy;
  readonly token: () => Promise<string>;
}

/** Everything that one run of the check uses: opened when it is first needed, closed at the end. */
export class Bench {
  readonly #options: BenchOptions;
  readonly #line: ServerLine;
  #sight: Sight | undefined;

  constructor(options: BenchOptions) {
    this.#options = options;
    this.#line = new ServerLine(options);
  }

  get probes(): Probes {
    const line = this.#line;
    return {
      camera: (signal) => this.#camera(signal),
      light: (signal) => this.#look((sight) => sight.light(signal)),
      face: (signal) => this.#look((sight) => sight.face(signal)),
      analysis: (signal) => this.#look((sight) => sight.analysis(signal)),
      server: (signal) => line.server(signal),
      clock: () => line.clock(),
      media: (signal) => this.#media(signal),
      speed: (signal) => this.#speed(signal),
      version: () => version(),
      display: () =>
        Promise.resolve(
          displayVerdict(
            isDesktopExtended(),
            this.#options.policy.pageEvents.second_display.enabled,
          ),
        ),
    };
  }

  close(): void {
    this.#sight?.close();
    this.#line.close();
  }

  async #camera(signal: AbortSignal): Promise<Finding> {
    const { trouble } = this.#options;
    const track = this.#options.track();
    if (trouble !== null) return failed(trouble);
    if (track === undefined || track.readyState !== 'live') return failed('camera_lost');
    const { limitsMs, camera } = config.check;
    const watched = await watchPictures(track, {
      firstMs: limitsMs.camera - camera.forMs,
      forMs: camera.forMs,
      signal,
    });
    if (watched.pictures === 0 && track.muted) return failed('camera_muted');
    return cameraVerdict(watched);
  }

  async #look(look: (sight: Sight) => Promise<Finding>): Promise<Finding> {
    const track = this.#options.track();
    if (track === undefined) return warned('not_analysed');
    this.#sight ??= new Sight(track);
    return look(this.#sight);
  }

  async #media(signal: AbortSignal): Promise<Finding> {
    const track = this.#options.track();
    if (track === undefined) return failed('no_camera');
    return mediaLoop(track, (kind, payload) => this.#line.request(kind, payload), signal);
  }

  async #speed(signal: AbortSignal): Promise<Finding> {
    const { up, down } = speedProbes(this.#options);
    // One after the other: they would take from each other.
    const upwards = await measureLine(up, signal);
    return speedVerdict({ up: upwards, down: await measureLine(down, signal) });
  }
}

export const agentVersion = (): string => chrome.runtime.getManifest().version;

/** Whether the browser knows of a newer one. One that was loaded by hand knows of none. */
async function version(): Promise<Finding> {
  const figures = { installed: agentVersion() };
  const unknown = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), config.check.updateMs);
  });
  try {
    const update = await Promise.race([chrome.runtime.requestUpdateCheck(), unknown]);
    if (update?.status !== 'update_available') return passed(figures);
    return warned('update_available', { ...figures, newest: String(update.version ?? '') });
  } catch (error) {
    log(`no word about updates: ${wordsOf(error)}`);
    return passed(figures);
  }
}
