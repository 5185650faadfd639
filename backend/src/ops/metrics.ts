import {
  operatingModes,
  type FrameEvent,
  type FrameEventKind,
  type Health,
  type OperatingModeEvent,
  type Reason,
  type RequestOf,
  type StillFailure,
  type WallRequests,
} from '@invigil/shared-types';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How things stand at one moment. */
export interface MetricsSnapshot extends Pick<Health, 'ledger' | 'connections' | 'sfu'> {
  readonly eventLog: {
    /** Lines that wait to be stored. */
    readonly buffered: number;
    /** Since the start, as `dropped`. */
    readonly written: number;
    readonly dropped: number;
  };
  /** Mean time between two looks at one student, milliseconds. */
  readonly spotCheckIntervalMs: number;
}

/** What becomes of a claim, in the words of the event log. */
const claimOutcomes: ReadonlySet<FrameEventKind> = new Set<FrameEventKind>([
  'claimed',
  'suppressed',
  'confirmed',
  'unproven',
  'rejected',
]);

/** Upper bounds, seconds: a still takes about a tenth, and is given up after three. */
const stillBuckets = [0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2, 3, 4];
/** A video that has not painted a frame after six is tried again, twice at most. */
const firstFrameBuckets = [0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 12, 20];
/** A wall that is in step answers within its network's round trip. */
const acknowledgedBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The server's figures in the form that Prometheus reads. No label names a person, an attempt or an
 * exam: all of them are words of the catalogue and of the contract.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #claims = this.#counter('claims', 'Claims, by what became of them', ['outcome', 'type']);
  readonly #refused = this.#counter(
    'refused',
    'Claims, pictures and messages of students that were not acted upon, as the event log has them',
    ['reason'],
  );
  readonly #evidenceRefused = this.#counter('evidence_refused', 'Uploads that were refused', [
    'reason',
  ]);
  readonly #pageEvents = this.#counter('page_events', 'Page events that count', ['type']);
  readonly #notes = this.#counter('notes', 'What agents noted, and counts for nothing', ['type']);
  readonly #technical = this.#counter('technical_incidents', 'Technical incidents', ['type']);
  readonly #warnings = this.#counter(
    'warnings',
    'Confirmed violations, by whether the student was told',
    ['outcome'],
  );
  readonly #contradictions = this.#counter(
    'contradictions',
    'Incidents of agent and stream telling different stories',
    ['kind'],
  );
  readonly #looks = this.#counter('looks', 'Looks of the witness, by verdict', ['verdict']);
  readonly #stills = this.#counter('stills', 'Stills that the witness tried to take', ['outcome']);
  readonly #stillSeconds = new Histogram({
    name: 'invigil_still_seconds',
    help: 'From asking a stream for a still to the decoded picture, or to the failure',
    labelNames: ['outcome'],
    buckets: stillBuckets,
    registers: [this.#registry],
  });
  readonly #phaseChanges = this.#counter(
    'wall_stream_phase_changes',
    'How often videos on walls changed their phase, as the walls tell it',
    ['from', 'event'],
  );
  readonly #firstFrameSeconds = new Histogram({
    name: 'invigil_wall_first_frame_seconds',
    help: 'From a wall asking for a video to its first painted frame, as the walls tell it',
    buckets: firstFrameBuckets,
    registers: [this.#registry],
  });
  readonly #batches = this.#counter('fan_out_batches', 'Batches that went to walls', ['how']);
  readonly #batchesDropped = this.#counter(
    'fan_out_dropped',
    'Times that a wall had fallen too far behind and was told to begin anew',
    [],
  );
  readonly #acknowledgedSeconds = new Histogram({
    name: 'invigil_fan_out_acknowledged_seconds',
    help: 'From sending a batch to the word of the wall that it is applied',
    buckets: acknowledgedBuckets,
    registers: [this.#registry],
  });
  readonly #jobTries = this.#counter('job_tries', 'Tries at jobs, by how they ended', [
    'kind',
    'outcome',
  ]);
  readonly #modeChanges = this.#counter('ledger_mode_changes', 'Changes of the operating mode', [
    'event',
  ]);

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    for (const outcome of ['shown', 'withheld']) this.#warnings.inc({ outcome }, 0);
  }

  /** What the witness tells. */
  readonly witness = {
    /** @param ms from asking the stream to the decoded picture, or to the failure */
    onStill: (outcome: 'taken' | StillFailure, ms: number): void => {
      this.#stills.inc({ outcome });
      this.#stillSeconds.observe({ outcome: outcome === 'taken' ? outcome : 'failed' }, ms / 1000);
    },
    onLook: (verdict: 'agrees' | 'contradicts' | 'open'): void => this.#looks.inc({ verdict }),
  };

  /** What the fan-out to walls tells. */
  readonly fanOut = {
    onSent: (how: 'in_step' | 'coalesced'): void => this.#batches.inc({ how }),
    onDropped: (): void => this.#batchesDropped.inc(),
    onAcknowledged: (ms: number): void => this.#acknowledgedSeconds.observe(ms / 1000),
  };

  /** What the job queue tells. */
  readonly jobs = {
    onTried: (kind: string, outcome: string): void => this.#jobTries.inc({ kind, outcome }),
  };

  /** Counts what a wall tells of its videos. */
  streamPhases({ changes, firstFrameMs }: RequestOf<WallRequests, 'media:phases'>): void {
    for (const { from, event, count } of changes) this.#phaseChanges.inc({ from, event }, count);
    for (const ms of firstFrameMs) this.#firstFrameSeconds.observe(ms / 1000);
  }

  /** Counts a line of the event log. */
  observe({ kind, type, reason }: Pick<FrameEvent, 'kind' | 'type' | 'reason'>): void {
    // Where it has no type it is about none.
    const labels = { type: type ?? 'none' };
    if (claimOutcomes.has(kind)) this.#claims.inc({ outcome: kind, ...labels });
    else if (kind === 'refused') this.#refused.inc({ reason: reason ?? 'none' });
    else if (kind === 'page_event') this.#pageEvents.inc(labels);
    else if (kind === 'noted') this.#notes.inc(labels);
    else if (kind === 'technical_began') this.#technical.inc(labels);
    else if (kind === 'warned') this.#warnings.inc({ outcome: 'shown' });
    else if (kind === 'warning_withheld') this.#warnings.inc({ outcome: 'withheld' });
    else if (kind === 'contradicted') this.#contradictions.inc({ kind: reason ?? 'none' });
  }

  evidenceRefused(reason: Reason): void {
    this.#evidenceRefused.inc({ reason });
  }

  ledgerChanged(event: OperatingModeEvent): void {
    this.#modeChanges.inc({ event });
  }

  /** From now on each reading asks how things stand. To be called once. */
  collectFrom(snapshot: () => MetricsSnapshot): void {
    this.#gauge(
      'ledger_mode',
      'How violations are counted: 1 for the mode of now',
      ['mode'],
      (gauge) => {
        const { mode } = snapshot().ledger;
        for (const each of operatingModes) gauge.set({ mode: each }, each === mode ? 1 : 0);
      },
    );
    this.#gauge('connections', 'Live connections', ['of'], (gauge) => {
      const { agents, walls } = snapshot().connections;
      gauge.set({ of: 'agents' }, agents);
      gauge.set({ of: 'walls' }, walls);
    });
    this.#gauge('sfu', 'What the media server holds', ['what'], (gauge) => {
      for (const [what, count] of Object.entries(snapshot().sfu)) gauge.set({ what }, count);
    });
    this.#gauge(
      'spot_check_interval_seconds',
      'Mean time between two looks at one student',
      [],
      (gauge) => gauge.set(snapshot().spotCheckIntervalMs / 1000),
    );
    this.#gauge(
      'event_log_buffered',
      'Lines of the event log that wait to be stored',
      [],
      (gauge) => gauge.set(snapshot().eventLog.buffered),
    );
    const lines = this.#counter('event_log_lines', 'Lines of the event log', ['outcome'], () => {
      const { written, dropped } = snapshot().eventLog;
      // A total that is counted elsewhere: it takes the place of the one read before.
      lines.reset();
      lines.inc({ outcome: 'written' }, written);
      lines.inc({ outcome: 'dropped' }, dropped);
    });
  }

  /** From now on each reading asks how many jobs there are. To be called once. */
  collectJobs(stats: () => Promise<Health['jobs']>): void {
    const gauge = new Gauge({
      name: 'invigil_jobs',
      help: 'Jobs that wait, that run, and that were given up',
      labelNames: ['kind', 'state'],
      registers: [this.#registry],
      collect: async () => {
        const counted = await stats();
        // What cannot be counted now is not shown as what it was before.
        gauge.reset();
        for (const [kind, counts] of Object.entries(counted ?? {})) {
          for (const [state, count] of Object.entries(counts)) gauge.set({ kind, state }, count);
        }
      },
    });
  }

  /** The MIME type of what `read` resolves with. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All figures, in Prometheus' text format. */
  read(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    collect: () => void = () => {},
  ): Counter<Label> {
    return new Counter({
      name: `invigil_${name}_total`,
      help,
      labelNames,
      collect,
      registers: [this.#registry],
    });
  }

  #gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    collect: (gauge: Gauge<Label>) => void,
  ): void {
    const gauge: Gauge<Label> = new Gauge({
      name: `invigil_${name}`,
      help,
      labelNames,
      collect: () => collect(gauge),
      registers: [this.#registry],
    });
  }
}
