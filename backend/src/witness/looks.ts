import { setTimeout as delay } from 'node:timers/promises';
import {
  ruleOf,
  type ContradictionKind,
  type FrameEvent,
  type Look,
  type PictureBox,
  type Policy,
} from '@invigil/shared-types';
import type { EventSink } from '../referee/index.ts';
import type { Log } from '../ops/index.ts';
import { StillError, type Still } from '../sfu/index.ts';
import { compare, saidFaces, type ComparisonLimits, type Seen, type Verdict } from './compare.ts';
import { withoutBackground, type BackgroundLimits } from './background.ts';
import { ContradictionStreak } from './contradiction-streak.ts';
import type { FaceCounter } from './face-counter.ts';
import type { Face } from './face-worker-messages.ts';
import type { ReportMemory, Said } from './report-memory.ts';
import type { LookResult } from './spot-checks.ts';
import type { StillEvidence } from './still-evidence.ts';
import { differenceOf, type StillPicture } from './still-picture.ts';
import type { Stills, Watched } from './stills.ts';

/** Agent and stream contradicted each other twice running; both stills are stored. */
export interface Contradiction extends Watched {
  readonly kind: ContradictionKind;
  /** Oldest first. */
  readonly looks: readonly [Look, Look];
}

export interface LooksOptions
  extends Omit<ComparisonLimits, 'secondFaceWithinMs'>, BackgroundLimits {
  /** Two stills tell whether a picture stands still where so much time lies between them, milliseconds. */
  readonly frozenAfterMs: number;
  /** A contradiction of one kind is not reported again for so long, milliseconds. */
  readonly quietMs: number;
  /** The policy by which this student is judged now. */
  readonly policyOf: (watched: Watched) => Promise<Policy>;
  /** Where the agent has told faces of the background. */
  readonly backgroundOf: (attemptId: string) => Promise<readonly PictureBox[]>;
  /** Records it. Where it fails, both pictures are taken back. */
  readonly onContradiction: (contradiction: Contradiction) => Promise<void>;
  readonly onLook: (verdict: Verdict['verdict']) => void;
}

export interface LooksParts {
  readonly stills: Stills;
  readonly faces: FaceCounter;
  readonly reports: ReportMemory;
  readonly evidence: StillEvidence;
  readonly events: EventSink;
  readonly log: Log;
}

/** One look, kept in memory until a second one like it makes it evidence. */
interface KeptLook extends Pick<Still, 'webp' | 'takenAt'>, Pick<Look, 'saw' | 'said'> {}

/** Faces of one still. */
interface Counted {
  /** Null where they could not be counted. */
  readonly faces: number | null;
  /** Those that were told as background, and do not count. */
  readonly leftOut: number;
}

/** What is known of one student from the looks before. */
interface History {
  readonly streak: ContradictionStreak<KeptLook>;
  /** Reduced stills, newest first. */
  readonly earlier: { readonly takenAt: number; readonly grey: Uint8Array }[];
}

/** With a follow-up soon after a look, the still to compare with is the one before both. */
const earlierKept = 3;
/** A claim that its suppression allows may take this much longer: holding time, evidence, a slow link. */
const claimSlackMs = 10_000;

/** Looks at a student's stream and compares what it shows with what the agent says. */
export class Looks {
  readonly #parts: LooksParts;
  readonly #options: LooksOptions;
  readonly #histories = new Map<string, History>();

  constructor(parts: LooksParts, options: LooksOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** @param signal gives up; what was not recorded by then is not */
  async look(watched: Watched, signal: AbortSignal): Promise<LookResult> {
    try {
      const picture = await this.#parts.stills.take(watched, 'look', signal);
      const [{ faces }, boxes, said] = await Promise.all([
        this.#parts.faces.count(picture),
        // As told by now: no face becomes background after it was looked at.
        this.#options.backgroundOf(watched.attemptId),
        this.#saidAround(watched, picture.takenAt, signal),
      ]);
      const limits = await this.#limitsOf(watched);
      if (signal.aborted) return { again: 'later' };
      return await this.#judge(watched, picture, this.#counted(faces, boxes), said, limits);
    } catch (error) {
      // Why there is no still is counted where it was taken.
      if (error instanceof StillError || signal.aborted) return { again: 'later' };
      throw error;
    }
  }

  forget(attemptId: string): void {
    this.#histories.delete(attemptId);
  }

  async #judge(
    watched: Watched,
    picture: StillPicture,
    { faces, leftOut }: Counted,
    said: Said,
    limits: ComparisonLimits,
  ): Promise<LookResult> {
    const history = this.#historyOf(watched.attemptId);
    const { takenAt, statistics, grey } = picture;
    const difference = this.#differenceToEarlier(history, picture);
    history.earlier.unshift({ takenAt, grey });
    history.earlier.length = Math.min(history.earlier.length, earlierKept);
    const seen: Seen = { takenAt, faces, difference, ...statistics };
    const verdict = compare(seen, said, limits);
    this.#options.onLook(verdict.verdict);
    this.#parts.events.write(lookedEvent(watched, picture, { ...seen, leftOut }, said, verdict));
    const keptLook = (): KeptLook => ({
      webp: picture.webp,
      takenAt,
      // Only a black picture gets here uncounted, and it shows none.
      saw: faces ?? 0,
      said: saidFaces(said, takenAt),
    });
    const next = history.streak.add(verdict, keptLook, takenAt);
    if (next.step === 'look_again') return { again: 'soon', lookedAt: takenAt };
    if (next.step === 'report') await this.#report(watched, next.kind, next.looks, history);
    return { again: 'later' };
  }

  async #report(
    watched: Watched,
    kind: ContradictionKind,
    looks: readonly [KeptLook, KeptLook],
    { streak }: History,
  ): Promise<void> {
    const [first, second] = looks;
    try {
      await this.#parts.evidence.keepFor(looks, (evidence) =>
        this.#options.onContradiction({
          ...watched,
          kind,
          looks: [
            { evidence: evidence[0], saw: first.saw, said: first.said },
            { evidence: evidence[1], saw: second.saw, said: second.said },
          ],
        }),
      );
    } catch (error) {
      streak.notReported(kind);
      this.#parts.log.error(
        { err: error, attemptId: watched.attemptId, kind },
        'A contradiction could not be recorded',
      );
    }
  }

  /** What the agent says of a moment is complete once a report of after it could have arrived. */
  async #saidAround({ attemptId }: Watched, moment: number, signal: AbortSignal): Promise<Said> {
    const waitMs = moment + this.#options.reportWindowMs - Date.now();
    await delay(Math.max(0, waitMs), undefined, { signal });
    return this.#parts.reports.about(attemptId, moment);
  }

  async #limitsOf(watched: Watched): Promise<ComparisonLimits> {
    const { enabled, ttlMs } = ruleOf('multiple_faces', await this.#options.policyOf(watched));
    return { ...this.#options, secondFaceWithinMs: enabled ? ttlMs + claimSlackMs : null };
  }

  #counted(faces: readonly Face[] | null, boxes: readonly PictureBox[]): Counted {
    if (faces === null) return { faces: null, leftOut: 0 };
    const counted = withoutBackground(faces, boxes, this.#options).length;
    return { faces: counted, leftOut: faces.length - counted };
  }

  #differenceToEarlier({ earlier }: History, { takenAt, grey }: StillPicture): number | null {
    const before = earlier.find((still) => takenAt - still.takenAt >= this.#options.frozenAfterMs);
    return before === undefined ? null : differenceOf(before.grey, grey);
  }

  #historyOf(attemptId: string): History {
    const known = this.#histories.get(attemptId);
    if (known !== undefined) return known;
    const history: History = {
      streak: new ContradictionStreak(this.#options.quietMs),
      earlier: [],
    };
    this.#histories.set(attemptId, history);
    return history;
  }
}

function lookedEvent(
  { attemptId, examId }: Watched,
  { takenAt, statistics }: StillPicture,
  seen: Seen & Counted,
  said: Said,
  verdict: Verdict,
): FrameEvent {
  return {
    attemptId,
    examId,
    at: takenAt,
    kind: 'looked',
    type: null,
    claimId: null,
    incidentId: null,
    reason: verdict.verdict === 'contradicts' ? verdict.kind : null,
    detail: {
      saw: seen.faces,
      leftOut: seen.leftOut,
      said: saidFaces(said, takenAt),
      mean: rounded(statistics.mean),
      sharpness: rounded(statistics.sharpness),
      difference: seen.difference === null ? null : rounded(seen.difference),
      agree: verdict.verdict === 'open' ? null : verdict.verdict === 'agrees',
    },
  };
}

/** For reading: two digits after the point. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
