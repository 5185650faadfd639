import { levelOf, type Level, type Tile } from '@invigil/shared-types';
import type { RunningServer } from '../../backend/src/server.ts';

/** One update every so often is what a timer can keep up with; the rest of a second's follow with it. */
const timerMs = 25;

/** So many lead with scores two apart, so that one up or down changes nobody's place in the strip. */
const leading = 8;
const highest = 98;

/** How the others' scores are spread: most are clear. Shares add up to 1. */
const spread = [
  { share: 0.03, score: 74 },
  { share: 0.05, score: 55 },
  { share: 0.12, score: 28 },
  { share: 0.8, score: 6 },
] as const;

/** A synthetic exam in progress, and the updates of its students. */
export class BenchExam {
  readonly #server: RunningServer;
  readonly #examId: string;
  readonly #tiles: Tile[];
  /** How many updates each student had since it was last asked for. */
  #sent = new Map<string, number>();
  #next = 0;

  /** @param examId of an exam that is loaded: somebody watches it */
  constructor(server: RunningServer, examId: string) {
    this.#server = server;
    this.#examId = examId;
    // One after the other in an order that has nothing to do with that of the wall.
    this.#tiles = server.tracker.tiles(examId).sort((a, b) => (a.attemptId < b.attemptId ? -1 : 1));
  }

  /** Everybody is here, with a score. */
  begin(): void {
    const now = Date.now();
    let until = 0;
    let from = 0;
    for (const { share, score } of spread) {
      until += share * this.#tiles.length;
      for (; from < Math.round(until); from += 1) {
        const tile = this.#tiles[from];
        if (tile === undefined) continue;
        const state = { state: 'in_progress', stateSince: now } as const;
        this.#set(from, { ...state, ...scored(from < leading ? highest - 2 * from : score) });
      }
    }
  }

  /** Sends updates until it is told to stop. @returns what stops them */
  run(updatesPerSecond: number): () => void {
    this.#sent = new Map();
    const startedAt = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      const due = ((performance.now() - startedAt) / 1000) * updatesPerSecond;
      for (; sent < due; sent += 1) this.#update();
    }, timerMs);
    return () => clearInterval(timer);
  }

  /** How many updates the students had since `run`, each student's as often as `shown` says. */
  sentTo(shown: Readonly<Record<string, number>>): { all: number; shown: number } {
    let all = 0;
    let ofShown = 0;
    for (const [attemptId, count] of this.#sent) {
      all += count;
      ofShown += count * (shown[attemptId] ?? 0);
    }
    return { all, shown: ofShown };
  }

  /** A score one up or down, within its level: a badge changes and nothing else has to. */
  #update(): void {
    const at = this.#next % this.#tiles.length;
    this.#next += 1;
    const tile = this.#tiles[at];
    if (tile === undefined) return;
    const score = tile.score % 2 === 0 ? tile.score + 1 : tile.score - 1;
    this.#set(at, scored(score));
    this.#sent.set(tile.attemptId, (this.#sent.get(tile.attemptId) ?? 0) + 1);
  }

  #set(at: number, changes: Partial<Tile>): void {
    const tile = this.#tiles[at];
    if (tile === undefined) return;
    this.#tiles[at] = { ...tile, ...changes };
    this.#server.tracker.apply(this.#examId, { attemptId: tile.attemptId, ...changes });
  }
}

function scored(score: number): { score: number; level: Level; claimedScore: number } {
  return { score, level: levelOf(score), claimedScore: score };
}
