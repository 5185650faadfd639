import type {
  AgentNote,
  AgentRequests,
  PictureBox,
  ReplyOf,
  Result,
  ViolationType,
} from '@invigil/shared-types';
import { NoteQueue } from '../link/index.ts';
import { mostNotes, type SittingMemory } from '../sitting/index.ts';

export interface SittingDeskOptions {
  readonly memory: SittingMemory;
  /** Keeps it beyond this document's life. */
  readonly keep: (memory: SittingMemory) => void;
  readonly toServerTime: (epoch: number) => number;
  readonly send: (note: AgentNote) => Promise<Result<ReplyOf<AgentRequests, 'note'>>>;
  /** For tests. Milliseconds. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** A detector that has switched itself off. Times on this machine's clock, milliseconds. */
export interface SwitchedOff {
  readonly type: ViolationType;
  /** In which share of the calm time its signal held. 0…1 */
  readonly share: number;
  readonly calmMs: number;
  /** Its claims do not count from then on. */
  readonly disregardedFrom: number;
}

/** What is learnt of the student in this attempt: kept for as long as it goes on, and told where due. */
export class SittingDesk {
  readonly #options: SittingDeskOptions;
  readonly #queue: NoteQueue;
  /** Every note that was ever here, sent or not. */
  readonly #known: Set<string>;
  #memory: SittingMemory;
  #held = false;
  #background: readonly PictureBox[] = [];

  constructor(options: SittingDeskOptions) {
    this.#options = options;
    this.#memory = options.memory;
    this.#known = new Set(options.memory.notes.map(({ noteId }) => noteId));
    const { toServerTime, send, pause } = options;
    this.#queue = new NoteQueue({
      store: {
        all: () => Promise.resolve([...this.#memory.notes]),
        remove: (noteId) => {
          const notes = this.#memory.notes.filter((note) => note.noteId !== noteId);
          this.#change({ notes });
          return Promise.resolve();
        },
      },
      toServerTime,
      send,
      ...(pause === undefined ? {} : { pause }),
    });
  }

  get memory(): SittingMemory {
    return this.#memory;
  }

  /** Faces in the background that are left out. */
  get background(): readonly PictureBox[] {
    return this.#background;
  }

  /**
   * The student has calibrated anew, or was about to. Asking to be left alone for it and then doing
   * nothing is told as what it is: skipped.
   *
   * @param memory as it was left by the page that did it
   */
  calibrated({ calibration, asked, notes }: SittingMemory, at: number): void {
    const news = notes.filter(({ noteId }) => !this.#known.has(noteId));
    const isTold = news.some(({ type }) => type === 'calibrated' || type === 'calibration_skipped');
    this.#held = false;
    // Without any face to leave out nothing is left out from now on.
    if ((calibration?.background ?? []).length === 0) this.#background = [];
    for (const note of news) this.#add(note);
    if (!isTold) this.#add({ ...noted(at), type: 'calibration_skipped', again: asked });
    this.#change({ calibration, asked: true });
    void this.flush();
  }

  /** While the page that calibrates has the memory, nothing is kept that it does not know of. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.#change({});
  }

  referenceTaken(reference: readonly number[], at: number): void {
    const again = this.#memory.tookReference;
    this.#add({ ...noted(at), type: 'identity_taken', again });
    this.#change({ reference: [...reference], tookReference: true });
    void this.flush();
  }

  backgroundLearnt(boxes: readonly PictureBox[], at: number): void {
    // An analysis that was started anew learns the same once more.
    const isNew = JSON.stringify(boxes) !== JSON.stringify(this.#background);
    this.#background = boxes;
    if (boxes.length === 0 || !isNew) return;
    this.#add({ ...noted(at), type: 'background_face', boxes: [...boxes] });
    void this.flush();
  }

  switchedOff({ type, share, calmMs, disregardedFrom }: SwitchedOff, at: number): void {
    if (this.#memory.switchedOff.includes(type)) return;
    this.#add({
      ...noted(at),
      type: 'detector_off',
      detector: type,
      share,
      calmMs: Math.round(calmMs),
      disregardedFrom: Math.round(disregardedFrom),
    });
    this.#change({ switchedOff: [...this.#memory.switchedOff, type] });
    void this.flush();
  }

  /** Sends what waits. */
  flush(): Promise<void> {
    return this.#queue.flush();
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#queue.close();
  }

  #add(note: AgentNote): void {
    this.#known.add(note.noteId);
    // The oldest give way.
    this.#change({ notes: [...this.#memory.notes, note].slice(-mostNotes) });
  }

  #change(change: Partial<SittingMemory>): void {
    this.#memory = { ...this.#memory, ...change };
    if (!this.#held) this.#options.keep(this.#memory);
  }
}

const noted = (at: number) => ({ noteId: crypto.randomUUID(), at: Math.round(at) });
