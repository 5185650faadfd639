import { config } from '../config.ts';
import { startIdentity, type Identity } from '../identity/index.ts';
import { log } from '../log.ts';
import { calibrationPortName } from '../messages/index.ts';
import {
  readSittingMemory,
  writeSittingMemory,
  type Calibration,
  type SittingMemory,
} from '../sitting/index.ts';
import { epochNow } from '../time.ts';
import { Analyser, type AnalysisFailure, type Measured } from '../vision/index.ts';
import {
  withCalibration,
  withNewReference,
  withReference,
  withSkipping,
  withoutCalibration,
} from './outcome.ts';

export interface LearnerEvents {
  /** The models are there. */
  readonly onReady: () => void;
  readonly onMeasured: (measured: Measured) => void;
  /** A face to compare with was taken; the picture is a square, four bytes a pixel. */
  readonly onFace: (picture: Uint8ClampedArray<ArrayBuffer>) => void;
  readonly onFailed: (reason: AnalysisFailure) => void;
}

/**
 * Looks at a student on the page on which they calibrate, and keeps what is learnt for the agent. If
 * that is at work already, it is held meanwhile.
 */
export class Learner {
  readonly #attemptId: string;
  readonly #events: LearnerEvents;
  #analyser: Analyser | undefined;
  #identity: Identity | undefined;
  #isReady = false;
  #wantsReference = false;
  /** The one that is being taken is to replace another. */
  #anew = false;
  #port: chrome.runtime.Port | undefined;
  #linger: ReturnType<typeof setTimeout> | undefined;
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(attemptId: string, events: LearnerEvents) {
    this.#attemptId = attemptId;
    this.#events = events;
  }

  /**
   * Begins to look, so that everything is loaded by the time the student wants to begin.
   *
   * @param identify whether the face of the student is to be taken to compare with. It is taken once: an
   *   agent that is at work takes it itself
   */
  async look(track: MediaStreamTrack, identify: boolean): Promise<void> {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    if (this.#analyser !== undefined) {
      this.#analyser.measure(true);
      this.#analyser.watch(track);
      return;
    }
    const analyser = new Analyser({
      onReady: () => {
        this.#isReady = true;
        this.#events.onReady();
      },
      onAnalysis: () => undefined,
      onViolation: () => undefined,
      onMeasured: this.#events.onMeasured,
      onReference: ({ descriptor, picture }) => {
        const anew = this.#anew;
        void this.#change((memory) =>
          anew ? withNewReference(memory, descriptor) : withReference(memory, descriptor),
        );
        this.#wantsReference = false;
        this.#anew = false;
        this.#events.onFace(picture);
        if (this.#linger !== undefined) this.stopLooking();
      },
      onFailed: (reason, detail) => {
        if (analyser !== this.#analyser) return;
        log(`${reason}: ${detail}`);
        this.stopLooking();
        this.#events.onFailed(reason);
      },
    });
    this.#analyser = analyser;
    analyser.measure(true);
    analyser.watch(track);
    if (!identify || (await this.memory()).reference !== null) return;
    // Another one, or none, by now.
    if (analyser === this.#analyser) this.#take();
  }

  /**
   * Takes the face to compare with, unless one is being taken. Only while it is looked (`look`).
   *
   * @param anew instead of the one that was taken before
   */
  takeFace(anew: boolean): void {
    this.#anew ||= anew;
    if (!this.#wantsReference) this.#take();
  }

  /** Faces cannot be compared on this computer. */
  get cannotCompare(): boolean {
    return this.#identity?.failed === true;
  }

  #take(): void {
    this.#wantsReference = true;
    this.#identity?.close();
    this.#identity = startIdentity();
    this.#analyser?.identify(null, this.#identity.port);
  }

  /** The models are there, and pictures are looked at. */
  get isReady(): boolean {
    return this.#isReady;
  }

  memory(): Promise<SittingMemory> {
    return readSittingMemory(this.#attemptId);
  }

  /** Holds the agent, if there is one. Idempotent. */
  hold(): void {
    if (this.#port !== undefined) return;
    const port = chrome.runtime.connect({ name: calibrationPortName });
    this.#port = port;
    port.onDisconnect.addListener(() => {
      // Nobody is there while no exam is sat; reading the error keeps it out of the console.
      void chrome.runtime.lastError;
      if (this.#port === port) this.#port = undefined;
    });
  }

  /** Lets go of the agent, which reads anew what is known. */
  release(): void {
    this.#port?.disconnect();
    this.#port = undefined;
  }

  async calibrated(calibration: Calibration): Promise<void> {
    // The face to compare with may still be awaited, and posters are nobody.
    this.#analyser?.calibrate(calibration);
    await this.#change((memory) => withCalibration(memory, calibration, noted()));
    this.release();
    this.#lingerForReference();
  }

  /**
   * What was measured earlier in this attempt still holds; it is news only to an agent that was held.
   *
   * @returns whether there is something that still holds
   */
  async skipped(): Promise<boolean> {
    const holds = (await this.memory()).calibration !== null;
    if (!holds || this.#port !== undefined) {
      await this.#change((memory) => withSkipping(memory, noted()));
    }
    this.release();
    this.#lingerForReference();
    return holds;
  }

  async failed(): Promise<void> {
    await this.#change(withoutCalibration);
    this.release();
  }

  stopLooking(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    this.#analyser?.close();
    this.#analyser = undefined;
    this.#isReady = false;
    this.#identity?.close();
    this.#identity = undefined;
    this.#wantsReference = false;
    this.#anew = false;
  }

  /** A face to compare with takes some good looks, and may not be there yet. */
  #lingerForReference(): void {
    this.#analyser?.measure(false);
    if (!this.#wantsReference) this.stopLooking();
    else this.#linger = setTimeout(() => this.stopLooking(), config.calibration.referenceMs);
  }

  /** One after the other: each change goes by what the one before has left. */
  #change(change: (memory: SittingMemory) => SittingMemory): Promise<void> {
    const next = this.#lastWrite.then(async () => writeSittingMemory(change(await this.memory())));
    this.#lastWrite = next.catch(() => undefined);
    return next;
  }
}

const noted = () => ({ noteId: crypto.randomUUID(), at: Math.round(epochNow()) });
