import {
  mergeTile,
  score,
  type Attempt,
  type Incident,
  type Tile,
  type TileDelta,
  type ViolationCounts,
} from '@invigil/shared-types';

/** What is known of an attempt besides its own record when it is first looked at. */
export interface AttemptHistory {
  readonly counts: ViolationCounts;
  readonly latest: Incident;
}

export interface TrackerPorts {
  readonly listAttempts: (examId: string) => Promise<readonly Attempt[]>;
  readonly history: (examId: string) => Promise<ReadonlyMap<string, AttemptHistory>>;
  /** Called with every change, once it is in the tracker. */
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
    tiles.set(delta.attemptId, mergeTile(tile, delta));
    this.#ports.onChange(examId, delta);
  }

  /** Adds an attempt that came onto the roster of a loaded exam. */
  add(attempt: Attempt): void {
    const tiles = this.#loaded.get(attempt.examId);
    if (tiles === undefined || tiles.has(attempt.id)) return;
    const tile = tileOf(attempt, undefined);
    tiles.set(attempt.id, tile);
    this.#ports.onChange(attempt.examId, tile);
  }

  /** Shows what the store holds of an exam's incidents now that some were deleted. */
  async recount(examId: string): Promise<void> {
    const tiles = await this.#exams.get(examId);
    if (tiles === undefined) return;
    const history = await this.#ports.history(examId);
    for (const { attemptId, incidents } of [...tiles.values()]) {
      const findings = findingsOf(history.get(attemptId));
      if (findings.incidents !== incidents) this.apply(examId, { attemptId, ...findings });
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
      attempts.map((attempt) => [attempt.id, tileOf(attempt, history.get(attempt.id))]),
    );
  }
}

function tileOf(attempt: Attempt, history: AttemptHistory | undefined): Tile {
  return {
    attemptId: attempt.id,
    studentName: attempt.studentName,
    state: attempt.state,
    stateSince: attempt.endedAt ?? attempt.firstJoinedAt ?? 0,
    ...findingsOf(history),
    claimedScore: null,
    streaming: false,
    trouble: null,
    reportedAt: null,
  };
}

function findingsOf(
  history: AttemptHistory | undefined,
): Pick<Tile, 'score' | 'level' | 'incidents' | 'lastIncident'> {
  const { value, level } = score(history?.counts ?? {});
  return {
    score: value,
    level,
    incidents: Object.values(history?.counts ?? {}).reduce((sum, count) => sum + count, 0),
    lastIncident:
      history === undefined
        ? null
        : {
            id: history.latest.id,
            type: history.latest.type,
            capturedAt: history.latest.capturedAt,
          },
  };
}
