import { config } from '../../config.ts';
import { log } from '../../log.ts';
import type { SittingMemory } from '../../sitting/index.ts';
import {
  Analyser,
  type Analysis,
  type Measured,
  type Told,
  type Violation,
  type ViolationRules,
} from '../../vision/index.ts';
import { Preview } from '../welcome/preview.ts';
import { cameraProblem, type Problem } from '../welcome/problems.ts';
import { watchLifecycle, type WatchEvent, type WatchState } from './lifecycle.ts';
import { analysisProblem } from './problems.ts';

export interface WatchEvents {
  readonly onState: (state: WatchState) => void;
  /** Null: there is none any more. */
  readonly onProblem: (problem: Problem | null) => void;
  readonly onMeasured: (measured: Measured) => void;
  readonly onAnalysis: (analysis: Analysis) => void;
  /** It held long enough for a claim, which nobody is sent. */
  readonly onViolation: (violation: Violation) => void;
  readonly onBackground: (found: Told<'background'>) => void;
  readonly onDoubt: (told: Told<'doubt'>) => void;
}

/** The page's own camera and its own analysis. Nothing of it goes anywhere. */
export class Watch {
  readonly #events: WatchEvents;
  readonly #preview: Preview;
  #state: WatchState = watchLifecycle.initial;
  #analyser: Analyser | undefined;
  /** Aborted when the camera is let go of, so that nothing of it is heard any more. */
  #over: AbortController | undefined;

  constructor(video: HTMLVideoElement, events: WatchEvents) {
    this.#events = events;
    this.#preview = new Preview([video], {
      onLost: (trouble) => {
        if (this.#move('lost')) this.#fail(cameraProblem(trouble));
      },
      // The track says so itself.
      onMuted: () => undefined,
      onTrack: (track) => {
        this.#over?.abort();
        this.#listen(track);
        this.#analyser?.watch(track);
      },
    });
  }

  get state(): WatchState {
    return this.#state;
  }

  /**
   * Opens the camera and measures. Asks the student where they were not asked before.
   *
   * @param known what was learnt of the student in the attempt that they sit
   */
  async start(
    rules: ViolationRules,
    known: Pick<SittingMemory, 'calibration' | 'switchedOff'>,
  ): Promise<void> {
    if (!this.#move('start')) return;
    this.#events.onProblem(null);
    const trouble = await this.#preview.start();
    const { track } = this.#preview;
    if (trouble !== null || track === undefined) {
      this.#move('refused');
      this.#fail(cameraProblem(trouble ?? 'camera_lost'));
      return;
    }
    this.#move('opened');
    this.#listen(track);
    this.#analyser = this.#analyse(rules, known);
    this.#analyser.watch(track);
  }

  /** The camera's light goes out. */
  stop(): void {
    if (!this.#move('stop')) return;
    this.#letGo();
    this.#events.onProblem(null);
  }

  #analyse(
    rules: ViolationRules,
    { calibration, switchedOff }: Pick<SittingMemory, 'calibration' | 'switchedOff'>,
  ): Analyser {
    const { onMeasured, onAnalysis, onViolation, onBackground, onDoubt } = this.#events;
    const analyser = new Analyser({
      onReady: (detail) => {
        log(`diagnostics: ${detail}`);
        this.#move('ready');
      },
      onMeasured,
      onAnalysis,
      onViolation,
      onBackground,
      onDoubt,
      onFailed: (reason, detail) => {
        log(`diagnostics: ${reason}, ${detail}`);
        if (this.#move('failed')) this.#fail(analysisProblem(reason));
      },
    });
    analyser.judgeBy(rules);
    analyser.calibrate(calibration);
    analyser.switchOff(switchedOff);
    analyser.measure(true);
    return analyser;
  }

  /** A shutter or a key that mutes the camera is told, and mends itself. */
  #listen(track: MediaStreamTrack): void {
    this.#over = new AbortController();
    const { signal } = this.#over;
    let muted: ReturnType<typeof setTimeout> | undefined;
    const muteBegan = () => {
      const tell = () => this.#events.onProblem(cameraProblem('camera_muted'));
      clearTimeout(muted);
      muted = setTimeout(tell, config.camera.mutedAfterMs);
    };
    const muteEnded = () => {
      clearTimeout(muted);
      this.#events.onProblem(null);
    };
    track.addEventListener('mute', muteBegan, { signal });
    track.addEventListener('unmute', muteEnded, { signal });
    signal.addEventListener('abort', () => clearTimeout(muted));
    if (track.muted) muteBegan();
  }

  #fail(problem: Problem): void {
    this.#letGo();
    this.#events.onProblem(problem);
  }

  #letGo(): void {
    this.#over?.abort();
    this.#analyser?.close();
    this.#analyser = undefined;
    this.#preview.stop();
  }

  #move(event: WatchEvent): boolean {
    const next = watchLifecycle.next(this.#state, event);
    if (!next.moved) return false;
    this.#state = next.state;
    this.#events.onState(next.state);
    return true;
  }
}
