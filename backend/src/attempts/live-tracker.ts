import { mergeTile, type Attempt, type Tile, type TileDelta } from '@invigil/shared-types';
import { isDeepStrictEqual } from 'node:util';
import { noFindings, type Findings } from './findings.ts';
import { changesOf } from './tile-changes.ts';

export interface TrackerPorts {
  readonly listAttempts: (examId: string) => Promise<readonly Attempt[]>;
  /** What the stored incidents of an exam's attempts come to now. Attempts without one may be absent. */
  readonly history: (examId: string) => Promise<ReadonlyMap<string, Findings>>;
  /** Called with every change, once it is in the tracker, and with nothing that is as it was. */
  readonly onChange: (examId: string, delta: TileDelta) => void;
}

type ExamTiles = Map<string, Tile>;

/**
 * The live picture of every exam that somebody takes or watches, in memory. Connections, video and
 * reports change it; nothing here waits for a store once an exam is loaded.
 */
export class LiveTracker {
  readonly #ports: TrackerPorts;
  readonly #exams = new Map<string, Promise<ExamTiles>>();
  /** The same tiles once they are loaded, for those who must not wait. */
  readonly #loaded = new Map<string, ExamTiles>();

  constructor(ports: TrackerPorts) {
    this.#ports = ports;
  }

  /** Loads an exam's roster, once. Everything else here needs that to have happened. */
  async load(examId: string): Promise<void> {
    await this.#tiles(examId);
  }

  /** An exam's tiles; empty while it is not loaded. */
  tiles(examId: string): Tile[] {
    return [...(this.#loaded.get(examId)?.values() ?? [])];
  }

  tile(examId: string, attemptId: string): Tile | undefined {
    return this.#loaded.get(examId)?.get(attemptId);
  }

  /** Students who are connected now. */
  here(examId: string): number {
    return this.tiles(examId).filter(({ state }) => state === 'in_progress').length;
  }

  /** Merges a change into its tile; an attempt that is not on the exam's roster is ignored. */
  apply(examId: string, delta: TileDelta): void {
    const tiles = this.#loaded.get(examId);
    const tile = tiles?.get(delta.attemptId);
    if (tiles === undefined || tile === undefined) return;
    const changes = changesOf(tile, delta);
    if (changes === null) return;
    tiles.set(delta.attemptId, mergeTile(tile, changes));
    this.#ports.onChange(examId, changes);
  }

  /** Shows what an attempt's incidents come to now. What is claimed is never less than that. */
  judged(examId: string, attemptId: string, findings: Findings): void {
    const tile = this.tile(examId, attemptId);
    if (tile === undefined) return;
    const claimedScore = Math.max(tile.claimedScore, findings.score);
    this.apply(examId, { attemptId, ...findings, claimedScore });
  }

  /** Adds an attempt that came onto the roster of a loaded exam. */
  add(attempt: Attempt): void {
    const tiles = this.#loaded.get(attempt.examId);
    if (tiles === undefined || tiles.has(attempt.id)) return;
    const tile = tileOf(attempt, noFindings);
    tiles.set(attempt.id, tile);
    this.#ports.onChange(attempt.examId, tile);
  }

  /** Takes away an attempt that was taken off the roster. @returns whether it was here */
  remove(examId: string, attemptId: string): boolean {
    return this.#loaded.get(examId)?.delete(attemptId) ?? false;
  }

  /**
   * Shows what the stored incidents of an exam come to now that some were deleted, or that they are
   * judged in another way. What was claimed and not confirmed is shown again with the next claim.
   */
  async recount(examId: string): Promise<void> {
    const tiles = await this.#exams.get(examId);
    if (tiles === undefined) return;
    for (let stale = [...tiles.values()]; stale.length > 0;) {
      const history = await this.#ports.history(examId);
      const judgedMeanwhile: Tile[] = [];
      for (const before of stale) {
        const { attemptId } = before;
        const now = tiles.get(attemptId) ?? before;
        const findings = history.get(attemptId) ?? noFindings;
        // What was read may be older than what came meanwhile: for this one it is read once more.
        if (!isDeepStrictEqual(findingsIn(now), findingsIn(before))) judgedMeanwhile.push(now);
        else if (!isDeepStrictEqual(findingsIn(now), findings)) {
          this.apply(examId, { attemptId, ...findings, claimedScore: findings.score });
        }
      }
      stale = judgedMeanwhile;
    }
  }

  #tiles(examId: string): Promise<ExamTiles> {
    const known = this.#exams.get(examId);
    if (known !== undefined) return known;
    const loading = this.#read(examId);
    this.#exams.set(examId, loading);
    loading.then(
      (tiles) => this.#loaded.set(examId, tiles),
      // Not kept: the next one who needs the exam tries again.
      () => this.#exams.delete(examId),
    );
    return loading;
  }

  async #read(examId: string): Promise<ExamTiles> {
    const [attempts, history] = await Promise.all([
      this.#ports.listAttempts(examId),
      this.#ports.history(examId),
    ]);
    return new Map(
      attempts.map((attempt) => [
        attempt.id,
        tileOf(attempt, history.get(attempt.id) ?? noFindings),
      ]),
    );
  }
}

function tileOf(attempt: Attempt, findings: Findings): Tile {
  return {
    attemptId: attempt.id,
    studentName: attempt.studentName,
    room: attempt.room,
    state: attempt.state,
    stateSince: attempt.endedAt ?? attempt.firstJoinedAt ?? 0,
    pausedAt: attempt.pausedAt,
    extraTimeMs: attempt.extraTimeMs,
    admittedAt: attempt.admittedAt,
    ...findings,
    claimedScore: findings.score,
    streaming: false,
    stillAt: null,
    trouble: null,
  };
}

function findingsIn({ score, level, incidents, lastIncident }: Tile): Findings {
  return { score, level, incidents, lastIncident };
}
