import type { ViolationType } from '@invigil/shared-types';

/** What a regular report says that a still can be compared with. */
export interface AgentReport {
  /** Milliseconds since the epoch. */
  readonly capturedAt: number;
  readonly faces: number;
  /** Mean brightness, 0…255. */
  readonly luma: number;
  /** Mean absolute difference to the agent's picture before, grey levels. Null: not measured. */
  readonly difference: number | null;
}

/** What an agent said about one moment. */
export interface Said {
  /** Of the time around that moment, oldest first. */
  readonly reports: readonly AgentReport[];
  /** The agent itself says that something is technically wrong at its end. */
  readonly troubled: boolean;
  /** How long the agent has been heard of by then, milliseconds. */
  readonly knownForMs: number;
  /** When it last claimed a second face. Null: never since it joined. */
  readonly secondFaceClaimedAt: number | null;
}

interface Memory {
  readonly since: number;
  readonly reports: AgentReport[];
  readonly claimedAt: Map<ViolationType, number>;
  troubled: boolean;
}

/** As many as cover the time before a look and the wait after it, and a few more. */
const reportsKept = 8;

/** What the agents of those who are here said of late. Bounded, and forgotten when they leave. */
export class ReportMemory {
  readonly #windowMs: number;
  readonly #memories = new Map<string, Memory>();

  /** @param windowMs how far a report may lie from a moment to tell about it */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** The student is here. Idempotent: who was away for a moment is known for as long as before. */
  arrived(attemptId: string, now: number): void {
    if (this.#memories.has(attemptId)) return;
    const memory: Memory = { since: now, reports: [], claimedAt: new Map(), troubled: false };
    this.#memories.set(attemptId, memory);
  }

  /**
   * A report older than the window counts as one of the window's start: with old times an agent
   * could otherwise say something and yet never be held to it.
   */
  reported(attemptId: string, report: AgentReport, receivedAt: number): void {
    const memory = this.#memories.get(attemptId);
    if (memory === undefined) return;
    const capturedAt = Math.max(report.capturedAt, receivedAt - this.#windowMs);
    memory.reports.push({ ...report, capturedAt });
    if (memory.reports.length > reportsKept) memory.reports.shift();
  }

  claimed(attemptId: string, type: ViolationType, now: number): void {
    this.#memories.get(attemptId)?.claimedAt.set(type, now);
  }

  troubled(attemptId: string, troubled: boolean): void {
    const memory = this.#memories.get(attemptId);
    if (memory !== undefined) memory.troubled = troubled;
  }

  about(attemptId: string, moment: number): Said {
    const memory = this.#memories.get(attemptId);
    if (memory === undefined) {
      return { reports: [], troubled: false, knownForMs: 0, secondFaceClaimedAt: null };
    }
    return {
      reports: memory.reports.filter(
        ({ capturedAt }) => Math.abs(capturedAt - moment) <= this.#windowMs,
      ),
      troubled: memory.troubled,
      knownForMs: moment - memory.since,
      secondFaceClaimedAt: memory.claimedAt.get('multiple_faces') ?? null,
    };
  }

  forget(attemptId: string): void {
    this.#memories.delete(attemptId);
  }
}
