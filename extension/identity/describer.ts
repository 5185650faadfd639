import { defineLifecycle } from '@invigil/shared-types';
import type { DescribeRequest, DescriberMessage } from './protocol.ts';

/**
 * The other end of the port. `loading`: nothing is asked yet. `busy`: has not answered yet, also after
 * nobody waits for it any more: questions never pile up. `off`: cannot work here, or no longer.
 */
export const describerLifecycle = defineLifecycle({
  states: ['loading', 'free', 'busy', 'off'],
  events: ['ready', 'ask', 'answer', 'fail'],
  initial: 'loading',
  table: {
    loading: { ready: 'free', fail: 'off' },
    free: { ask: 'busy', fail: 'off' },
    busy: { answer: 'free', fail: 'off' },
    off: {},
  },
});
type DescriberEvent = (typeof describerLifecycle.events)[number];

/** Asks the identity worker what a face looks like. */
export class Describer {
  readonly #port: MessagePort;
  readonly #answerMs: number;
  #state = describerLifecycle.initial;
  #waiting: ((descriptor: Float32Array | null) => void) | null = null;

  /** @param answerMs an answer that takes longer is not waited for, milliseconds */
  constructor(port: MessagePort, answerMs: number) {
    this.#port = port;
    this.#answerMs = answerMs;
    port.onmessage = ({ data }: MessageEvent<DescriberMessage>) => this.#hear(data);
  }

  get isFree(): boolean {
    return this.#state === 'free';
  }

  /**
   * @param pixels a face; transferred
   * @returns null where it cannot be asked, fails, or takes too long
   */
  async describe(pixels: ArrayBuffer): Promise<Float32Array | null> {
    if (!this.#move('ask')) return null;
    const request: DescribeRequest = { pixels };
    this.#port.postMessage(request, [pixels]);
    return new Promise((resolve) => {
      const tooLong = setTimeout(() => this.#settle(null), this.#answerMs);
      this.#waiting = (descriptor) => {
        clearTimeout(tooLong);
        resolve(descriptor);
      };
    });
  }

  close(): void {
    this.#move('fail');
    this.#settle(null);
    this.#port.close();
  }

  #hear(message: DescriberMessage): void {
    switch (message.kind) {
      case 'ready':
        this.#move('ready');
        break;
      case 'described':
        // An answer that comes too late is nobody's, and frees the way for the next question.
        this.#move('answer');
        this.#settle(message.descriptor);
        break;
      case 'failed':
        this.#move('fail');
        this.#settle(null);
    }
  }

  #settle(descriptor: Float32Array | null): void {
    this.#waiting?.(descriptor);
    this.#waiting = null;
  }

  #move(event: DescriberEvent): boolean {
    const step = describerLifecycle.next(this.#state, event);
    if (step.moved) this.#state = step.state;
    return step.moved;
  }
}
