import type { WallWatcher } from '@invigil/shared-types';
import { Tick } from './tick.ts';

/** Is told all who watch an exam, whenever that has changed. */
export type HearWatchers = (watchers: WallWatcher[]) => void;

interface Present {
  readonly watcher: WallWatcher;
  readonly hear: HearWatchers;
}

interface Audience {
  /** By connection. */
  readonly present: Map<string, Present>;
  readonly tick: Tick;
}

/** Who watches which exam now, and whom they have open. Lives and dies with their connections. */
export class Presence {
  readonly #tickMs: number;
  readonly #onChange: (examId: string) => void;
  readonly #exams = new Map<string, Audience>();

  /**
   * @param tickMs least time between two notices of one exam, milliseconds
   * @param onChange called whenever it has changed who watches an exam, or whom, with the others' notices
   */
  constructor(tickMs: number, onChange: (examId: string) => void = () => undefined) {
    this.#tickMs = tickMs;
    this.#onChange = onChange;
  }

  /** Who watches an exam, in the order in which they came. */
  of(examId: string): WallWatcher[] {
    const present = this.#exams.get(examId)?.present.values() ?? [];
    return [...present].map(({ watcher }) => watcher);
  }

  enter(examId: string, watcher: Omit<WallWatcher, 'attemptId'>, hear: HearWatchers): void {
    const { present, tick } = this.#exams.get(examId) ?? this.#newAudience(examId);
    present.set(watcher.connectionId, { watcher: { ...watcher, attemptId: null }, hear });
    tick.request();
  }

  /** @param attemptId the student whom this connection has open from now on; null: none */
  opened(examId: string, connectionId: string, attemptId: string | null): void {
    const audience = this.#exams.get(examId);
    const one = audience?.present.get(connectionId);
    if (audience === undefined || one === undefined || one.watcher.attemptId === attemptId) return;
    audience.present.set(connectionId, { ...one, watcher: { ...one.watcher, attemptId } });
    audience.tick.request();
  }

  leave(examId: string, connectionId: string): void {
    const audience = this.#exams.get(examId);
    if (audience?.present.delete(connectionId) !== true) return;
    audience.tick.request();
  }

  #newAudience(examId: string): Audience {
    const present: Audience['present'] = new Map();
    const tick = new Tick(this.#tickMs, () => {
      const watchers = this.of(examId);
      for (const { hear } of present.values()) hear(watchers);
      // The last one has left, and those who are watched are told so, too.
      if (present.size === 0) this.#exams.delete(examId);
      this.#onChange(examId);
    });
    const audience = { present, tick };
    this.#exams.set(examId, audience);
    return audience;
  }
}
