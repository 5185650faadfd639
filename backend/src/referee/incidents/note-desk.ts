import {
  calmForMs,
  type AgentNote,
  type Incident,
  type Judgement,
  type NoteIncident,
  type NoteType,
  type Reason,
  type TechnicalIncident,
} from '@invigil/shared-types';
import { OneAtATime, Refusal } from '../../ops/index.ts';
import type { Claimant } from '../claims/claim-book.ts';
import type { EventSink } from '../log/frame-event-store.ts';
import { logLine } from '../log/log-line.ts';
import type { CaseFiles } from './case-files.ts';
import { detectorOffParticulars, detectorsOff } from './detector-off.ts';
import type { IncidentStore } from './incident-store.ts';

export interface NoteDeskPorts {
  readonly caseFiles: CaseFiles;
  /** Tells whose an identifier is. */
  readonly incidents: Pick<IncidentStore, 'find'>;
  readonly events: EventSink;
  /** A time of this attempt's agent on the server's clock, as far as that was measured. */
  readonly serverTime: (attemptId: string, time: number, now: number) => number;
  /** When the attempt was joined for the first time, milliseconds since the epoch. Null: never. */
  readonly firstJoinedAt: (attemptId: string) => Promise<number | null>;
  /** A detector is off, and what it was wrong about no longer counts. */
  readonly onDetectorOff: (claimant: Claimant, judgement: Judgement) => void;
}

export interface NoteDeskOptions {
  /** How far ahead of the server's clock a time may be, milliseconds. */
  readonly clockToleranceMs: number;
  /** How old a note may be: a calibration comes before the join, milliseconds. */
  readonly noteMaxAgeMs: number;
  /** Notes that one attempt may have on record. Detectors that are off do not count among them. */
  readonly notesPerAttempt: number;
  /**
   * How far back what a detector claimed may be disregarded: so long, or `doubtReachFactor` times the
   * calm time that was seen, whichever is longer. Milliseconds.
   */
  readonly doubtReachMs: number;
  readonly doubtReachFactor: number;
}

type DetectorOffNote = Extract<AgentNote, { type: 'detector_off' }>;
type PlainNote = Exclude<AgentNote, DetectorOffNote>;

/**
 * Takes what agents tell that is worth knowing and is nobody's violation. A note becomes an incident
 * under its own identifier, so that telling it twice is harmless. None of them adds to a score.
 *
 * A detector that switches itself off takes back what it claimed of late. A machine that somebody has
 * tampered with can say so untruly; what that is worth to them is bounded three times over: only the
 * mildest detectors may (their band alone never gets beyond "clear"), never before enough calm time has
 * passed, and never for longer back than that time can have shown it.
 */
export class NoteDesk {
  readonly #ports: NoteDeskPorts;
  readonly #options: NoteDeskOptions;
  readonly #alone = new OneAtATime();

  constructor(ports: NoteDeskPorts, options: NoteDeskOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /**
   * Durable once it resolves. A second note about one detector changes nothing.
   * @throws Refusal `implausible_time`, `not_your_claim`, `invalid_message`, `too_many_notes`
   */
  take(claimant: Claimant, told: AgentNote, now: number): Promise<void> {
    const { attemptId } = claimant;
    const note = this.#onServersClock(attemptId, told, now);
    return this.#alone.run(`attempt ${attemptId}`, () =>
      // Nobody else may take the identifier while it is being looked up.
      this.#alone.run(`note ${note.noteId}`, async () => {
        const known = await this.#ports.incidents.find(note.noteId);
        if (known !== null) return this.#mustBeTheSame(known, claimant, note, now);
        if (!this.#isOfNow(note, now)) this.#refuse(claimant, note, 'implausible_time', now);
        if (note.type === 'detector_off') await this.#switchOff(claimant, note, now);
        else await this.#note(claimant, note, now);
      }),
    );
  }

  #onServersClock(attemptId: string, told: AgentNote, now: number): AgentNote {
    const ours = (time: number): number => this.#ports.serverTime(attemptId, time, now);
    return told.type === 'detector_off'
      ? { ...told, at: ours(told.at), disregardedFrom: ours(told.disregardedFrom) }
      : { ...told, at: ours(told.at) };
  }

  #mustBeTheSame(known: Incident, claimant: Claimant, note: AgentNote, now: number): void {
    if (known.attemptId !== claimant.attemptId) {
      this.#refuse(claimant, note, 'not_your_claim', now);
    }
    if (known.type !== note.type) this.#refuse(claimant, note, 'invalid_message', now);
  }

  async #note(claimant: Claimant, note: PlainNote, now: number): Promise<void> {
    const { attemptId, examId } = claimant;
    const before = await this.#ports.caseFiles.incidents(attemptId);
    if (before.filter(({ kind }) => kind === 'note').length >= this.#options.notesPerAttempt) {
      this.#refuse(claimant, note, 'too_many_notes', now);
    }
    const again = 'again' in note && note.again;
    const boxes = 'boxes' in note ? note.boxes : [];
    const incident: NoteIncident = {
      kind: 'note',
      id: note.noteId,
      attemptId,
      examId,
      capturedAt: Math.min(note.at, now),
      type: note.type,
      again,
      boxes,
    };
    await this.#ports.caseFiles.add(incident);
    this.#ports.events.write(logLine(claimant, now, 'noted', notedParticulars(incident)));
  }

  async #switchOff(claimant: Claimant, note: DetectorOffNote, now: number): Promise<void> {
    const { attemptId, examId } = claimant;
    const joinedAt = await this.#ports.firstJoinedAt(attemptId);
    if (joinedAt === null || !this.#isPlausibleDoubt(note, joinedAt)) {
      this.#refuse(claimant, note, 'implausible_time', now);
    }
    const { detector, share, calmMs } = note;
    const disregardedFrom = Math.max(note.disregardedFrom, this.#earliestDoubt(note, joinedAt));
    const off = detectorsOff(await this.#ports.caseFiles.incidents(attemptId));
    if (off.some((one) => one.detector === detector)) return;
    const at = Math.min(note.at, now);
    const incident: TechnicalIncident = {
      kind: 'technical',
      id: note.noteId,
      attemptId,
      examId,
      capturedAt: at,
      type: 'detector_off',
      cause: null,
      // It stays off; nothing goes on that could end.
      endedAt: at,
      detector: { detector, share, calmMs, disregardedFrom },
    };
    const judgement = await this.#ports.caseFiles.add(incident);
    this.#ports.events.write(
      logLine(claimant, now, 'technical_began', {
        type: incident.type,
        incidentId: incident.id,
        ...detectorOffParticulars({ detector, share, calmMs, disregardedFrom }, at),
      }),
    );
    this.#ports.onDetectorOff(claimant, judgement);
  }

  #isOfNow({ at }: AgentNote, now: number): boolean {
    const { clockToleranceMs, noteMaxAgeMs } = this.#options;
    return at <= now + clockToleranceMs && at >= now - noteMaxAgeMs;
  }

  /** The calm time fits into the attempt. */
  #isPlausibleDoubt({ at, calmMs, disregardedFrom }: DetectorOffNote, joinedAt: number): boolean {
    const here = at - joinedAt + this.#options.clockToleranceMs;
    return here >= Math.max(calmForMs, calmMs) && disregardedFrom <= at;
  }

  /**
   * Calm minutes may lie far apart, with others in between. A doubt that reaches further back than is
   * believed is one all the same: the student must not pay for it.
   */
  #earliestDoubt({ at, calmMs }: DetectorOffNote, joinedAt: number): number {
    const { doubtReachMs, doubtReachFactor } = this.#options;
    return Math.max(joinedAt, at - Math.max(doubtReachMs, doubtReachFactor * calmMs));
  }

  #refuse(
    claimant: Claimant,
    { noteId, type, at }: AgentNote,
    reason: Extract<
      Reason,
      'implausible_time' | 'not_your_claim' | 'invalid_message' | 'too_many_notes'
    >,
    now: number,
  ): never {
    this.#ports.events.write(
      logLine(claimant, now, 'refused', {
        type,
        // Of a refused one there is no incident, or it is somebody else's.
        claimId: noteId,
        reason,
        detail: { aheadMs: at - now },
      }),
    );
    throw new Refusal(reason);
  }
}

/** What the log says of a note. */
export function notedParticulars({ id, type, again, boxes }: NoteIncident): {
  type: NoteType;
  incidentId: string;
  detail: { again: boolean; boxes: number };
} {
  return { type, incidentId: id, detail: { again, boxes: boxes.length } };
}
