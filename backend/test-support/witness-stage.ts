import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defaultPolicy,
  type FrameEvent,
  type PictureBox,
  type Policy,
  type StillFailure,
} from '@invigil/shared-types';
import { pino } from 'pino';
import sharp from 'sharp';
import { readConfig } from '../src/config.ts';
import type { EvidenceObject, EvidenceStore } from '../src/evidence/evidence-store.ts';
import { createFolderEvidenceStore } from '../src/evidence/folder-evidence-store.ts';
import { StillError, type Still } from '../src/sfu/index.ts';
import type { Contradiction } from '../src/witness/looks.ts';
import type { AgentReport } from '../src/witness/report-memory.ts';
import type { StillOutcome } from '../src/witness/stills.ts';
import { Witness, type WitnessOptions } from '../src/witness/witness.ts';
import { framesOf, type Scene } from './footage.ts';

export const watched = { examId: 'exam', attemptId: 'attempt' };
/** Everything as by default, but with shorter waits. */
export const quick: WitnessOptions = {
  ...readConfig({ INVIGIL_WITNESS_STILLS_PER_SECOND: '50' }).witness,
  intervalMs: 200,
  followUpMs: 1000,
  reportWindowMs: 300,
  frozenAfterMs: 50,
  quietMs: 60_000,
};

/** Small WebP files, as stills of the small layer are. */
export async function picturesOf(scene: Scene | 'black'): Promise<Buffer[]> {
  if (scene === 'black') {
    const black = { width: 320, height: 180, channels: 3, background: '#020202' } as const;
    return [await sharp({ create: black }).webp().toBuffer()];
  }
  const frames = await framesOf(scene, [0.5, 2.5, 4.5]);
  return Promise.all(
    frames.map((jpeg) => sharp(jpeg).resize(320, 180).webp({ quality: 50 }).toBuffer()),
  );
}

/** One student's stream and agent, and everything that the witness makes of them. */
export class WitnessStage {
  readonly events: FrameEvent[] = [];
  readonly contradictions: Contradiction[] = [];
  readonly outcomes: StillOutcome[] = [];
  readonly newest: number[] = [];
  /** Stored pictures by their identifiers. */
  readonly stored = new Set<string>();
  readonly evidence: EvidenceStore;
  readonly witness: Witness;
  /** The stream shows these pictures one after the other; or there is no still. */
  stream: readonly Buffer[] | StillFailure = [];
  taken = 0;
  /** No still is there before this is. */
  ready: Promise<void> = Promise.resolve();
  /** As it is for the student. */
  policy: Policy = defaultPolicy;
  /** What the agent has told as background. */
  background: readonly PictureBox[] = [];
  /** Recording fails while it is set. */
  recordingFails = false;

  readonly #folder: string;
  #reports: NodeJS.Timeout | undefined;

  private constructor(folder: string, store: EvidenceStore, options: Partial<WitnessOptions>) {
    this.#folder = folder;
    this.evidence = {
      get: (id) => store.get(id),
      close: () => store.close(),
      put: async (object: EvidenceObject) => {
        await store.put(object);
        this.stored.add(object.id);
      },
      delete: async (id: string) => {
        await store.delete(id);
        this.stored.delete(id);
      },
    };
    this.witness = new Witness(
      {
        takeStill: () => this.#still(),
        evidence: this.evidence,
        events: { write: (event) => this.events.push(event) },
        policyOf: () => Promise.resolve(this.policy),
        backgroundOf: () => Promise.resolve(this.background),
        onContradiction: (contradiction) => {
          if (this.recordingFails) return Promise.reject(new Error('the store is away'));
          this.contradictions.push(contradiction);
          return Promise.resolve();
        },
        onStill: (_exam, _attempt, takenAt) => this.newest.push(takenAt),
        metrics: {
          onStill: (outcome) => this.outcomes.push(outcome),
          onLook: () => undefined,
        },
        log: pino({ level: 'silent' }),
      },
      { ...quick, ...options },
    );
  }

  static async open(options: Partial<WitnessOptions> = {}): Promise<WitnessStage> {
    const folder = await mkdtemp(join(tmpdir(), 'invigil-witness-'));
    return new WitnessStage(folder, createFolderEvidenceStore(folder), options);
  }

  async close(): Promise<void> {
    clearInterval(this.#reports);
    await this.witness.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async show(scene: Scene | 'black'): Promise<void> {
    this.stream = await picturesOf(scene);
  }

  /** The student is here and sends video. */
  begin(agent?: Partial<AgentReport>): void {
    // Long enough ago for its silence to mean something, and its second face to be claimed.
    this.witness.arrived(watched.attemptId, Date.now() - 600_000);
    if (agent !== undefined) this.says(agent);
    this.witness.streaming(watched, true);
  }

  /** What the agent reports from now on, several times within the time around a look. */
  says(what: Partial<AgentReport>): void {
    const report = (): void => {
      const now = Date.now();
      const said = { capturedAt: now, faces: 1, luma: 110, difference: 5, ...what };
      this.witness.reported(watched.attemptId, said, now);
    };
    report();
    this.#reports = setInterval(report, 75);
  }

  looks(): FrameEvent[] {
    return this.events.filter(({ kind }) => kind === 'looked');
  }

  async #still(): Promise<Still> {
    if (typeof this.stream === 'string') throw new StillError(this.stream);
    const webp = this.stream[this.taken % this.stream.length];
    this.taken += 1;
    if (webp === undefined) throw new StillError('no_stream');
    await this.ready;
    return { webp, width: 320, height: 180, takenAt: Date.now() };
  }
}
