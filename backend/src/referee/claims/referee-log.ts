import type {
  Claim,
  FrameEvent,
  Reason,
  ViolationIncident,
  WitnessPicture,
} from '@invigil/shared-types';
import type { PictureStatistics } from '../../evidence/index.ts';
import type { Claimant, TakenClaim } from './claim-book.ts';
import type { EventSink } from '../log/frame-event-store.ts';
import { logLine } from '../log/log-line.ts';
import type { Objection } from './objections.ts';
import type { WarningDecision } from './warning-desk.ts';

type Figures = FrameEvent['detail'];

/** Why a claim with which nothing is wrong does not count. */
export type SuppressionReason =
  'counted_before' | 'switched_off' | 'detector_off' | 'below_threshold' | 'on_record';

/** Writes down what the referee does about claims, in the words of the frame-event log. */
export class RefereeLog {
  readonly #events: EventSink;

  constructor(events: EventSink) {
    this.#events = events;
  }

  claimed({ claim, claimant, capturedAt, receivedAt }: TakenClaim): void {
    const detail = figures({
      heldMs: claim.heldMs,
      capturedAt,
      ...claim.signals,
      strength: claim.strength,
    });
    this.#events.write(logLine(claimant, receivedAt, 'claimed', { ...named(claim), detail }));
  }

  /** Nothing is wrong with the claim, and yet it does not count. */
  suppressed(
    claimant: Claimant,
    claim: Claim,
    reason: SuppressionReason,
    detail: Figures,
    now: number,
  ): void {
    this.#events.write(logLine(claimant, now, 'suppressed', { ...named(claim), reason, detail }));
  }

  /** A claim or a picture that was not acted upon. Written to the sender's log, whoever's it is. */
  refused(
    claimant: Claimant,
    about: Pick<FrameEvent, 'claimId' | 'type'>,
    reason: Reason,
    detail: Figures,
    now: number,
  ): void {
    this.#events.write(logLine(claimant, now, 'refused', { ...named(about), reason, detail }));
  }

  unproven({ claim, claimant }: TakenClaim, evidenceWithinMs: number, now: number): void {
    const particulars = { reason: 'evidence_overdue', detail: { evidenceWithinMs } };
    this.#events.write(logLine(claimant, now, 'unproven', { ...named(claim), ...particulars }));
  }

  rejected({ claim, claimant }: TakenClaim, objection: Objection, now: number): void {
    const detail = figures(objection.figures);
    const { reason } = objection;
    this.#events.write(logLine(claimant, now, 'rejected', { ...named(claim), reason, detail }));
  }

  /** @param afterMs from the claim to its confirmation */
  confirmed(incident: ViolationIncident, picture: PictureStatistics, afterMs: number): void {
    this.#incident(incident, 'confirmed', incident.confirmedAt, null, { afterMs, ...picture });
  }

  warning(incident: ViolationIncident, decision: WarningDecision, now: number): void {
    if (decision.warn) this.#incident(incident, 'warned', now, null, {});
    else {
      const { reason, sinceMs } = decision;
      this.#incident(incident, 'warning_withheld', now, reason, { sinceMs });
    }
  }

  witnessed(
    incident: ViolationIncident,
    picture: Exclude<WitnessPicture, { state: 'awaited' }>,
    now: number,
  ): void {
    const afterMs = now - incident.confirmedAt;
    if (picture.state === 'missing') {
      this.#incident(incident, 'witnessed', now, picture.reason, { afterMs });
    } else {
      this.#incident(incident, 'witnessed', now, null, { afterMs, faces: picture.faces });
    }
  }

  #incident(
    incident: ViolationIncident,
    kind: FrameEvent['kind'],
    at: number,
    reason: string | null,
    detail: Figures,
  ): void {
    const { id, type } = incident;
    const particulars = { type, claimId: id, incidentId: id, reason, detail: figures(detail) };
    this.#events.write(logLine(incident, at, kind, particulars));
  }
}

function named({ claimId, type }: Pick<FrameEvent, 'claimId' | 'type'>) {
  return { claimId, type };
}

/** Distances of faces lie between 0 and 2, and strengths begin at about 1. */
const inHundredths: readonly string[] = ['identity', 'strength'];

/** To tenths: more is not known of a picture. */
function figures(detail: Figures): Figures {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => {
      const steps = inHundredths.includes(name) ? 100 : 10;
      return [name, typeof value === 'number' ? Math.round(value * steps) / steps : value];
    }),
  );
}
