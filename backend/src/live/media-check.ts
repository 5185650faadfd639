import type { AgentRequests } from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';
import type { CheckLoop, Sfu } from '../sfu/index.ts';
import type { Handlers } from './socket-requests.ts';

type CheckRequest = Extract<keyof AgentRequests, `check:${string}`>;
type CheckEvents = Parameters<Sfu['openCheck']>[1];

/** One connection's try of the way of the video, before the exam and without a seat. */
export class MediaCheck {
  readonly #sfu: Pick<Sfu, 'openCheck'>;
  readonly #attemptId: string;
  readonly #events: CheckEvents;
  #loop: CheckLoop | undefined;

  constructor(sfu: Pick<Sfu, 'openCheck'>, attemptId: string, events: CheckEvents) {
    this.#sfu = sfu;
    this.#attemptId = attemptId;
    this.#events = events;
  }

  /** @param mayStart rejects with a Refusal where there is nothing to try */
  handlers(mayStart: () => Promise<void>): Pick<Handlers<AgentRequests>, CheckRequest> {
    return {
      'check:start': async () => {
        await mayStart();
        // One that was open may have run out of time, or another connection of the student's has begun anew.
        if (this.#loop === undefined || this.#loop.closed) this.#loop = this.#open();
        return this.#loop.start();
      },
      'check:connect': async ({ transportId, dtlsParameters }) => {
        await this.#started().connect(transportId, dtlsParameters);
        return {};
      },
      'check:produce': async ({ rtpParameters }) => ({
        producerId: await this.#started().produce(rtpParameters),
      }),
      'check:consume': ({ rtpCapabilities }) => this.#started().consume(rtpCapabilities),
      'check:stop': () => {
        this.close();
        return {};
      },
    };
  }

  /** Idempotent. */
  close(): void {
    this.#loop?.close();
    this.#loop = undefined;
  }

  #open(): CheckLoop {
    return this.#sfu.openCheck(this.#attemptId, this.#events);
  }

  /** @throws Refusal `transport_unknown` */
  #started(): CheckLoop {
    if (this.#loop === undefined || this.#loop.closed) throw new Refusal('transport_unknown');
    return this.#loop;
  }
}
