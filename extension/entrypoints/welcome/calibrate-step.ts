import type { PictureBox } from '@invigil/shared-types';
import {
  act,
  backgroundWords,
  dotOf,
  DotStage,
  failureAdvice,
  interruptedAdvice,
  measuredWords,
  newRun,
  refusalAdvice,
  sceneOf,
  see,
  skippedWords,
  stillHoldsWords,
  tick,
  type Act,
  type Advice,
  type Learner,
  type Run,
} from '../../calibration/index.ts';
import { config } from '../../config.ts';
import { log, wordsOf } from '../../log.ts';
import { epochNow } from '../../time.ts';
import { find } from '../../ui/index.ts';
import type { AnalysisFailure, Measured } from '../../vision/index.ts';
import { cameraProblem } from './problems.ts';

/** How it went, for the step that follows. */
export interface CalibrateResult {
  readonly words: string;
  /** Pictures of faces in the background, as shares of the camera's picture. */
  readonly background: readonly PictureBox[];
  readonly backgroundWords: string;
  readonly skipped: boolean;
}

export interface CalibrateOptions {
  readonly learner: Learner;
  /** The face of the student is to be compared in this exam. */
  readonly compares: boolean;
  readonly track: MediaStreamTrack;
  /** From the popup, while the exam is sat. */
  readonly again: boolean;
}

const button = (id: string) => find(`#${id}`, HTMLButtonElement);

/** The step with the dots. It always leads on: measured, skipped, or because this computer cannot. */
export class CalibrateStep {
  readonly #onDone: (result: CalibrateResult) => void;
  readonly #section = find('#step-look', HTMLElement);
  readonly #stage: DotStage;
  #options: CalibrateOptions | undefined;
  /** The stage has the size that it keeps. */
  #isSettled = false;
  #run: Run = newRun;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(onDone: (result: CalibrateResult) => void) {
    this.#onDone = onDone;
    this.#stage = new DotStage([find('main', HTMLElement)], () => this.#act('skip'));
    button('calibrate-begin').addEventListener('click', () => this.#begin());
    button('calibrate-skip').addEventListener('click', () => this.#act('skip'));
    document.addEventListener('keydown', ({ key, target, repeat }) => {
      if (this.#section.hidden || this.#stage.isOpen || repeat) return;
      if (key === 'Enter' && !(target instanceof HTMLButtonElement)) this.#begin();
      if (key === 'Escape') this.#act('skip');
    });
    document.addEventListener('visibilitychange', () => this.#visibilityChanged());
  }

  /** Begins to look at the student, while they read what is going to happen. */
  enter(options: CalibrateOptions): void {
    const { learner, track, compares, again } = options;
    this.#options = options;
    this.#run = newRun;
    this.#advise(null);
    button('calibrate-begin').hidden = false;
    button('calibrate-skip').textContent = 'Skip';
    if (again) learner.hold();
    learner.look(track, compares && !again).catch((error: unknown) => log(wordsOf(error)));
  }

  /** The page goes on without: the camera is gone, or the student is. */
  leave(): void {
    this.#act('interrupt');
    this.#stage.close();
    this.#options = undefined;
  }

  /** The models are there. */
  ready(): void {
    this.#prepared();
  }

  measured({ frame, at }: Measured): void {
    this.#become(see(this.#run, frame, at));
  }

  failed(reason: AnalysisFailure): void {
    if (this.#options === undefined) return;
    this.#act('fail');
    if (this.#run.state === 'failed') this.#advise(failureAdvice(reason));
  }

  #begin(): void {
    if (this.#options === undefined || this.#stage.isOpen) return;
    this.#act('begin');
    if (this.#run.state !== 'preparing') return;
    this.#advise(null);
    this.#options?.learner.hold();
    this.#isSettled = false;
    void this.#stage.open().then(() => {
      this.#isSettled = true;
      this.#prepared();
    });
  }

  #prepared(): void {
    if (this.#isSettled && this.#options?.learner.isReady === true) this.#act('prepared');
  }

  #act(event: Act): void {
    this.#become(act(this.#run, event, epochNow()));
  }

  #visibilityChanged(): void {
    if (this.#options === undefined) return;
    if (document.visibilityState === 'visible') {
      if (this.#options.again && !this.#section.hidden) this.#options?.learner.hold();
      return;
    }
    const { state } = this.#run;
    this.#act('interrupt');
    if (this.#run.state !== state) this.#advise(interruptedAdvice);
    // Whoever is elsewhere is not calibrating.
    this.#options?.learner.release();
  }

  #become(run: Run): void {
    const before = this.#run;
    if (run === before) return;
    this.#run = run;
    const shows = run.state === 'preparing' || dotOf(run) !== null;
    if (shows) this.#timer ??= setInterval(() => this.#tick(), config.calibration.tickMs);
    else {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#stage.close();
    }
    this.#show();
    if (run.state !== before.state) this.#entered(run, before.state);
  }

  #tick(): void {
    this.#become(tick(this.#run, epochNow(), this.#stage.places));
    this.#show();
  }

  #show(): void {
    if (this.#stage.isOpen) this.#stage.show(sceneOf(this.#run, epochNow()));
  }

  /** What follows from a state that was just reached. */
  #entered(run: Run, from: Run['state']): void {
    const { state, measurement, refusal } = run;
    if (state === 'refused' && refusal !== null) {
      // A camera that was switched off meanwhile shows nothing, which is no fault of the computer's.
      const isOff = refusal === 'too_slow' && this.#options?.track.muted === true;
      this.#advise(isOff ? cameraProblem('camera_muted') : refusalAdvice[refusal]);
    }
    if (state === 'failed') {
      button('calibrate-begin').hidden = true;
      button('calibrate-skip').textContent = 'Go on';
    }
    if (state === 'measured' && measurement !== null) {
      const { background } = measurement.calibration;
      void this.#finish(this.#options?.learner.calibrated(measurement.calibration), {
        words: measuredWords(measurement),
        background,
        backgroundWords: backgroundWords(background.length),
        skipped: false,
      });
    }
    if (state === 'skipped') void this.#skipped(from === 'failed');
  }

  async #skipped(failed: boolean): Promise<void> {
    const result = { words: '', background: [], backgroundWords: '', skipped: !failed };
    if (failed) {
      await this.#finish(this.#options?.learner.failed(), result);
      return;
    }
    const written = this.#options?.learner.skipped();
    const holds = await written?.catch(() => false);
    await this.#finish(written, { ...result, words: holds ? stillHoldsWords : skippedWords });
  }

  /** What cannot be kept is not worth keeping the student for. */
  async #finish(written: Promise<unknown> | undefined, result: CalibrateResult): Promise<void> {
    const options = this.#options;
    try {
      await written;
    } catch (error) {
      log(`the calibration was not kept: ${wordsOf(error)}`);
    }
    // The camera may have gone meanwhile, and the page with it.
    if (options !== undefined && options === this.#options) this.#onDone(result);
  }

  #advise(advice: Advice | null): void {
    const box = find('#calibrate-advice', HTMLElement);
    box.hidden = advice === null;
    find('#calibrate-what', HTMLElement).textContent = advice?.what ?? '';
    find('#calibrate-next', HTMLElement).textContent = advice?.next ?? '';
    const next = button(this.#run.state === 'failed' ? 'calibrate-skip' : 'calibrate-begin');
    if (advice !== null) next.focus();
  }
}
