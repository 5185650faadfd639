import type { PictureBox, Policy, ViolationType, WitnessPicture } from '@invigil/shared-types';
import type { EvidenceStore } from '../evidence/index.ts';
import type { Log } from '../ops/index.ts';
import type { EventSink } from '../referee/index.ts';
import { StillError, type Still } from '../sfu/index.ts';
import type { Verdict } from './compare.ts';
import { builtFaceCounter, FaceCounter, type FaceCounterOptions } from './face-counter.ts';
import { Looks, type Contradiction, type LooksOptions } from './looks.ts';
import { NewestStills, type NewestStill } from './newest-stills.ts';
import { ReportMemory, type AgentReport } from './report-memory.ts';
import { SpotChecks, type SpotChecksOptions } from './spot-checks.ts';
import { StillBudget } from './still-budget.ts';
import { StillEvidence, type StillEvidenceOptions } from './still-evidence.ts';
import { Stills, type StillOutcome, type Watched } from './stills.ts';

export interface WitnessOptions
  extends
    Pick<SpotChecksOptions, 'intervalMs' | 'stillsPerSecond' | 'followUpMs' | 'random'>,
    Omit<LooksOptions, 'policyOf' | 'backgroundOf' | 'onContradiction' | 'onLook'>,
    StillEvidenceOptions,
    Omit<FaceCounterOptions, 'folder'> {
  /** Only so long after its frame does a violation get a picture of its moment, milliseconds. */
  readonly pictureWithinMs: number;
  /** Newest stills that are kept, one for each student. */
  readonly stillsKept: number;
  /** What the face counter consists of. Default: where set-up puts it. */
  readonly folder?: string;
}

export interface WitnessPorts {
  /** Takes a still from a student's stream. @throws StillError within its own time limit */
  readonly takeStill: (examId: string, attemptId: string) => Promise<Still>;
  readonly evidence: EvidenceStore;
  readonly events: EventSink;
  /** The policy by which this student is judged now. */
  readonly policyOf: (watched: Watched) => Promise<Policy>;
  /** Where a student's agent has told faces of the background. */
  readonly backgroundOf: (attemptId: string) => Promise<readonly PictureBox[]>;
  /** Records an incident of it. Where it fails, its pictures are taken back. */
  readonly onContradiction: (contradiction: Contradiction) => Promise<void>;
  /** A newer still of a student is there. */
  readonly onStill: (examId: string, attemptId: string, takenAt: number) => void;
  readonly metrics: WitnessMetrics;
  readonly log: Log;
}

export interface WitnessMetrics {
  /** @param ms from asking the stream to the decoded picture, or to the failure */
  onStill(outcome: StillOutcome, ms: number): void;
  onLook(verdict: Verdict['verdict']): void;
}

/**
 * What the server sees for itself. It knows of students only that they are here, that they send video,
 * and what their agents say; nothing that an agent says keeps it from looking.
 */
export class Witness {
  readonly #ports: WitnessPorts;
  readonly #options: WitnessOptions;
  readonly #stills: Stills;
  readonly #faces: FaceCounter;
  readonly #evidence: StillEvidence;
  readonly #reports: ReportMemory;
  readonly #looks: Looks;
  readonly #spotChecks: SpotChecks;
  readonly #newest: NewestStills;
  readonly #closed = new AbortController();
  /** What has to end before the stores may be closed. */
  readonly #running = new Set<Promise<unknown>>();
  #taken = 0;
  #failed = 0;

  constructor(ports: WitnessPorts, options: WitnessOptions) {
    this.#ports = ports;
    this.#options = options;
    const { events, log, metrics, policyOf, backgroundOf, onContradiction, takeStill } = ports;
    this.#newest = new NewestStills(options.stillsKept);
    this.#reports = new ReportMemory(options.reportWindowMs);
    this.#evidence = new StillEvidence(ports.evidence, options);
    this.#faces = new FaceCounter({ folder: builtFaceCounter, ...options }, log);
    this.#stills = new Stills({
      takeStill,
      budget: new StillBudget(options.stillsPerSecond),
      maxPixels: options.maxPixels,
      log,
      onTaken: ({ examId, attemptId }, picture) => {
        // One that comes when the stream is over may come after the student has left.
        if (!this.#spotChecks.isStreaming(attemptId)) return;
        this.#newest.keep(attemptId, picture);
        ports.onStill(examId, attemptId, picture.takenAt);
      },
      onOutcome: (outcome, ms) => {
        if (outcome === 'taken') this.#taken += 1;
        else this.#failed += 1;
        metrics.onStill(outcome, ms);
      },
    });
    this.#looks = new Looks(
      {
        stills: this.#stills,
        faces: this.#faces,
        reports: this.#reports,
        evidence: this.#evidence,
        events,
        log,
      },
      {
        ...options,
        policyOf,
        backgroundOf,
        onContradiction,
        onLook: (verdict) => metrics.onLook(verdict),
      },
    );
    this.#spotChecks = new SpotChecks({
      ...options,
      // From then on an agent that says nothing is silent.
      settleMs: 2 * options.reportWindowMs,
      log,
      look: (watched, signal) => this.#run(this.#looks.look(watched, signal)),
    });
  }

  /** For health. `taken`, `failed`: stills since the start. */
  get stats(): { counting: boolean; taken: number; failed: number } {
    return { counting: this.#faces.counting, taken: this.#taken, failed: this.#failed };
  }

  /** Mean time between two looks at one student at present, milliseconds. */
  get meanIntervalMs(): number {
    return this.#spotChecks.meanIntervalMs;
  }

  /** A student has joined, or is back: from now on what the agent says is remembered. Idempotent. */
  arrived(attemptId: string, now: number): void {
    this.#reports.arrived(attemptId, now);
  }

  /** A student's video begins or ends. Idempotent. */
  streaming(watched: Watched, streaming: boolean): void {
    this.#spotChecks.streaming(watched, streaming);
  }

  /** @param receivedAt the server's clock, milliseconds */
  reported(attemptId: string, report: AgentReport, receivedAt: number): void {
    this.#reports.reported(attemptId, report, receivedAt);
  }

  claimed(attemptId: string, type: ViolationType, now: number): void {
    this.#reports.claimed(attemptId, type, now);
  }

  /** The agent says that something is technically wrong at its end, or that it is over. */
  troubled(attemptId: string, troubled: boolean): void {
    this.#reports.troubled(attemptId, troubled);
  }

  /** A student has left, or handed in: nothing of the student is kept in memory any more. */
  left(watched: Watched): void {
    this.#spotChecks.streaming(watched, false);
    this.#reports.forget(watched.attemptId);
    this.#looks.forget(watched.attemptId);
    this.#newest.forget(watched.attemptId);
  }

  newestStill(attemptId: string): NewestStill | undefined {
    return this.#newest.get(attemptId);
  }

  /**
   * The server's own picture of a confirmed violation, stored. Never rejects.
   * @param violation with the time of its frame: of one too long ago there is no picture to be had
   */
  pictureOf(violation: Watched & { readonly capturedAt: number }): Promise<WitnessPicture> {
    return this.#run(this.#pictureOf(violation));
  }

  /** Gives up what is under way; resolves once nothing of it touches a store any more. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#spotChecks.close();
    await Promise.allSettled(this.#running);
    await this.#faces.close();
  }

  async #pictureOf({
    examId,
    attemptId,
    capturedAt,
  }: Watched & { readonly capturedAt: number }): Promise<WitnessPicture> {
    if (Date.now() - capturedAt > this.#options.pictureWithinMs) return missing('not_taken');
    // Evidence that has to wait for its still as long as its claim may be old comes too late as well.
    const late = AbortSignal.timeout(this.#options.pictureWithinMs);
    const signal = AbortSignal.any([this.#closed.signal, late]);
    try {
      const picture = await this.#stills.take({ examId, attemptId }, 'evidence', signal);
      const [{ faces }, evidence] = await Promise.all([
        this.#faces.count(picture),
        this.#evidence.keep(picture),
      ]);
      return { state: 'taken', evidence, faces: faces?.length ?? null };
    } catch (error) {
      if (error instanceof StillError) return missing(error.code);
      this.#ports.log.error({ err: error, attemptId }, 'A picture of the witness was not stored');
      return missing('not_taken');
    }
  }

  async #run<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }
}

function missing(reason: StillError['code']): WitnessPicture {
  return { state: 'missing', reason };
}
