import {
  defineLifecycle,
  troubleCatalogue,
  type TechnicalType,
  type TroubleReason,
} from '@invigil/shared-types';
import type { Claimant } from '../claims/claim-book.ts';

/**
 * Whether an agent is heard. `excused`: it has said itself why there is nothing to report, so that
 * its silence is no news.
 */
export const hearingLifecycle = defineLifecycle({
  states: ['heard', 'silent', 'excused'],
  events: ['report', 'time_over', 'excuse', 'excuse_over'],
  initial: 'heard',
  table: {
    heard: { report: 'heard', time_over: 'silent', excuse: 'excused', excuse_over: 'heard' },
    silent: { report: 'heard', excuse: 'excused', excuse_over: 'silent' },
    excused: { report: 'excused', excuse: 'excused', excuse_over: 'heard' },
  },
});
type HearingState = (typeof hearingLifecycle.states)[number];
type HearingEvent = (typeof hearingLifecycle.events)[number];

export interface AgentSilenceOptions {
  /** An agent that has sent no report for this long is silent, milliseconds. */
  readonly silentAfterMs: number;
  /** Whether nothing was judged at that moment, so that the camera may have been off: then silence is no news. */
  readonly wasPaused: (attemptId: string, at: number) => boolean;
  /** Called once for each silence. @param since when it was heard last, milliseconds since the epoch */
  readonly onSilent: (claimant: Claimant, since: number, now: number) => void;
  /** Called when a silence is over: by a report, or by the agent's own word for what is wrong. */
  readonly onHeard: (claimant: Claimant, now: number) => void;
}

interface Watched {
  readonly claimant: Claimant;
  readonly timer: NodeJS.Timeout;
  state: HearingState;
  heardAt: number;
}

/** What leaves an agent without anything to report. Other troubles slow it down at most. */
const excuses: ReadonlySet<TechnicalType> = new Set(['camera_lost', 'analysis_unavailable']);

/**
 * Notices agents that are connected but send no reports. One timer for each attempt that is watched,
 * put off by every report; none once the student is gone.
 */
export class AgentSilence {
  readonly #options: AgentSilenceOptions;
  readonly #watched = new Map<string, Watched>();

  constructor(options: AgentSilenceOptions) {
    this.#options = options;
  }

  /** How many attempts are watched. */
  get size(): number {
    return this.#watched.size;
  }

  /** The agent has joined, for the first time or again: its first report is awaited from now on. */
  watch(claimant: Claimant, now: number): void {
    this.unwatch(claimant.attemptId);
    const { attemptId } = claimant;
    const timer = setTimeout(
      () => this.#step(attemptId, 'time_over', Date.now()),
      this.#options.silentAfterMs,
    );
    timer.unref();
    this.#watched.set(attemptId, {
      claimant,
      timer,
      state: hearingLifecycle.initial,
      heardAt: now,
    });
  }

  /** The student is gone. A silence that was noticed ends with everything else of the attempt. */
  unwatch(attemptId: string): void {
    clearTimeout(this.#watched.get(attemptId)?.timer);
    this.#watched.delete(attemptId);
  }

  reported(attemptId: string, now: number): void {
    this.#step(attemptId, 'report', now);
  }

  /** What the agent says is wrong at its end; null: nothing any more. */
  told(attemptId: string, reason: TroubleReason | null, now: number): void {
    const excused = reason !== null && excuses.has(troubleCatalogue[reason].incident);
    this.#step(attemptId, excused ? 'excuse' : 'excuse_over', now);
  }

  close(): void {
    for (const attemptId of [...this.#watched.keys()]) this.unwatch(attemptId);
  }

  #step(attemptId: string, event: HearingEvent, now: number): void {
    const watched = this.#watched.get(attemptId);
    if (watched === undefined) return;
    const { wasPaused } = this.#options;
    // Whoever has just come back from a break gets the whole time, too.
    const isExcused = wasPaused(attemptId, now) || wasPaused(attemptId, watched.heardAt);
    if (event === 'time_over' && isExcused) {
      watched.heardAt = now;
      watched.timer.refresh();
      return;
    }
    const before = watched.state;
    const transition = hearingLifecycle.next(before, event);
    // Only its time can run out in a state that does not heed it: then there is nothing to notice.
    if (!transition.moved) return;
    watched.state = transition.state;
    // Reports, and the end of an excuse: from here on the next report is awaited anew.
    if (event === 'report' || (before === 'excused' && transition.state === 'heard')) {
      watched.heardAt = now;
      watched.timer.refresh();
    }
    if (transition.state === before) return;
    if (transition.state === 'silent') {
      this.#options.onSilent(watched.claimant, watched.heardAt, now);
    }
    if (before === 'silent') this.#options.onHeard(watched.claimant, now);
  }
}
