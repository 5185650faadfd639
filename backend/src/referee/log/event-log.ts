import { frameEventSchema, type FrameEvent } from '@invigil/shared-types';
import { Mutex } from 'async-mutex';
import { v7 } from 'uuid';
import type { Log } from '../../ops/index.ts';
import { tellOf } from './event-log-lines.ts';
import type { EventSink, FrameEventEntry, FrameEventStore } from './frame-event-store.ts';

export interface EventLogOptions {
  /** A line waits no longer than this to be stored, milliseconds. */
  readonly flushEveryMs: number;
  /** Lines that are stored at once; so many are stored without waiting. */
  readonly batchSize: number;
  /** Lines that wait while they cannot be stored; beyond that the oldest are given up. */
  readonly bufferSize: number;
}

export interface EventLogStats {
  /** Lines that are not stored yet. */
  readonly buffered: number;
  /** Lines stored since the start. */
  readonly written: number;
  /** Lines given up since the start. */
  readonly dropped: number;
}

/**
 * Takes the log's lines without making anybody wait, and stores them in batches, one batch at a time
 * and in the order in which they came. What cannot be stored is tried again with the next tick.
 */
export class EventLog implements EventSink {
  readonly #store: Pick<FrameEventStore, 'append'>;
  readonly #log: Log;
  readonly #options: EventLogOptions;
  readonly #storing = new Mutex();
  /** Oldest first. */
  #waiting: FrameEventEntry[] = [];
  /** Lines that the store has been handed and not answered for. */
  #underWay = 0;
  #written = 0;
  #dropped = 0;
  /** Since when the store fails, and what it cost so far. Undefined while all is well. */
  #outage: { failing: boolean; dropped: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(store: Pick<FrameEventStore, 'append'>, log: Log, options: EventLogOptions) {
    this.#store = store;
    this.#log = log;
    this.#options = options;
  }

  get stats(): EventLogStats {
    return {
      buffered: this.#waiting.length + this.#underWay,
      written: this.#written,
      dropped: this.#dropped,
    };
  }

  write(event: FrameEvent): void {
    tellOf(event, this.#log);
    if (this.#closed || !this.#isReadable(event)) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push({ id: v7(), event });
    this.#dropOldest();
    this.#schedule();
    const full = this.#waiting.length >= this.#options.batchSize;
    // A store that fails is left alone until the next tick.
    if (full && this.#outage?.failing !== true && !this.#storing.isLocked()) void this.#storeAll();
  }

  /**
   * Resolves once everything that was written before is stored, for those who read it next.
   * @throws StorageError when it cannot be stored now; the lines wait on
   */
  async flush(): Promise<void> {
    const failure = await this.#storeAll();
    if (failure !== undefined) throw failure.error;
  }

  /** Stores what waits, one last time. Never rejects: what is lost is logged. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#storeAll();
    const lost = this.#waiting.splice(0).length;
    if (lost === 0) return;
    this.#dropped += lost;
    this.#log.error({ lost }, 'Lines of the event log are lost: they could not be stored');
  }

  /** A line that no reader could parse would keep its whole attempt from being explained. */
  #isReadable(event: FrameEvent): boolean {
    const { error } = frameEventSchema.safeParse(event);
    if (error === undefined) return true;
    const { attemptId, kind } = event;
    const fields = error.issues.map(({ path }) => path.join('.'));
    this.#log.error(
      { attemptId, kind, fields },
      'A line of the event log is given up: it is unfit',
    );
    return false;
  }

  #schedule(): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#storeAll();
    }, this.#options.flushEveryMs);
    this.#timer.unref();
  }

  /** Resolves with why not all could be stored, which is logged then. */
  #storeAll(): Promise<{ error: unknown } | undefined> {
    return this.#storing.runExclusive(async () => {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.splice(0, this.#options.batchSize);
        this.#underWay = batch.length;
        try {
          await this.#store.append(batch);
        } catch (error) {
          // Before those that came meanwhile. The store knows the lines that it has taken all the same.
          this.#waiting = [...batch, ...this.#waiting];
          this.#failed(error);
          return { error };
        } finally {
          this.#underWay = 0;
        }
        this.#written += batch.length;
      }
      this.#succeeded();
      return undefined;
    });
  }

  #dropOldest(): void {
    const excess = this.#waiting.length - this.#options.bufferSize;
    if (excess <= 0) return;
    this.#waiting.splice(0, excess);
    this.#dropped += excess;
    this.#outage ??= { failing: false, dropped: 0 };
    if (this.#outage.dropped === 0) {
      this.#log.error(this.stats, 'The event log is full: its oldest lines are given up');
    }
    this.#outage.dropped += excess;
  }

  #failed(error: unknown): void {
    if (this.#outage?.failing !== true) {
      this.#log.error({ err: error, ...this.stats }, 'The event log cannot be stored; it waits');
      this.#outage = { dropped: this.#outage?.dropped ?? 0, failing: true };
    }
    this.#dropOldest();
    this.#schedule();
  }

  #succeeded(): void {
    if (this.#outage === undefined) return;
    this.#log.info({ dropped: this.#outage.dropped }, 'The event log is stored again');
    this.#outage = undefined;
  }
}
