import type { PageEvent } from '@invigil/shared-types';
import { TokenError, type StoredEnrolment, type TokenKeeper } from '../enrolment/index.ts';
import {
  openWaitingRoom,
  Outbox,
  PageEventQueue,
  uploadEvidence,
  type AgentLink,
  type Parcel,
  type UploadOutcome,
} from '../link/index.ts';
import type { Violation } from '../vision/index.ts';
import type { SentList } from './sent-list.ts';
import { Tally } from './tally.ts';

/** What must not get lost on its way, and what became of it: claims with their pictures, page events. */
export class Outgoing {
  readonly tally = new Tally();
  readonly #enrolment: StoredEnrolment;
  readonly #keeper: TokenKeeper;
  readonly #sent: SentList;
  readonly #outbox: Outbox;
  readonly #pageEvents: PageEventQueue;

  constructor(enrolment: StoredEnrolment, link: AgentLink, keeper: TokenKeeper, sent: SentList) {
    this.#enrolment = enrolment;
    this.#keeper = keeper;
    this.#sent = sent;
    const { parcels, pageEvents } = openWaitingRoom();
    const common = {
      attemptId: enrolment.attempt.id,
      toServerTime: (epoch: number) => link.toServerTime(epoch),
    };
    this.#outbox = new Outbox({
      ...common,
      store: parcels,
      announce: (claims) => link.request('claims', { claims }),
      upload: (parcel, capturedAt) => this.#upload(parcel, capturedAt),
      onFate: (parcel, fate) => this.tally.note(parcel, fate),
    });
    this.#pageEvents = new PageEventQueue({
      ...common,
      store: pageEvents,
      send: (event) => link.request('page_event', event),
      onRecorded: (event) => this.tally.notePageEvent(event),
    });
  }

  async claim({ capturedAt, jpeg, sha256, ...seen }: Violation): Promise<void> {
    const claimId = crypto.randomUUID();
    const claim = { claimId, ...seen, capturedAt: Math.round(capturedAt) };
    const { id: attemptId } = this.#enrolment.attempt;
    await this.#outbox.add({ claimId, attemptId, claim, sha256, jpeg, stage: 'packed' });
  }

  async pageEvent(event: PageEvent): Promise<void> {
    await this.#pageEvents.add(event);
  }

  /** Sends everything that waits. Resolves when nothing is left, or nothing can be sent now. */
  async flush(): Promise<void> {
    await Promise.all([this.#outbox.flush(), this.flushPageEvents()]);
  }

  /** The same for page events alone, which are small. */
  flushPageEvents(): Promise<void> {
    return this.#pageEvents.flush();
  }

  /** Nothing is sent any more; what waits stays for the next start of the agent. */
  close(): void {
    this.#outbox.close();
    this.#pageEvents.close();
  }

  async #upload(parcel: Parcel, capturedAt: number): Promise<UploadOutcome> {
    try {
      const token = await this.#keeper.token();
      const { serverOrigin } = this.#enrolment;
      const outcome = await uploadEvidence(serverOrigin, token, parcel, capturedAt, () =>
        this.#sent.picture(parcel.claim.type, parcel.jpeg.size),
      );
      if (outcome === 'token_refused') this.#keeper.refused();
      return outcome;
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      return error.reason === null ? 'unreachable' : { refused: error.reason };
    }
  }
}
