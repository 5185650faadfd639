import { randomUUID } from 'node:crypto';
import { resultSchema, type Claim } from '@invigil/shared-types';
import sharp from 'sharp';
import { z } from 'zod';
import { jpeg, png, sha256 } from '../test-support/pictures.ts';
import { claimed, claimOf, type TestServer, type TestStudent } from '../test-support/server.ts';
import type { TestAgent } from '../test-support/test-client.ts';
import type { EvidenceMessage, SocketMessage } from './messages.ts';

const anyResult = resultSchema(z.unknown());

/** Somebody with a student's place in the exam and no good intentions. */
export class HostileAgent {
  readonly #server: TestServer;
  readonly #places: TestStudent[];
  readonly #accomplice: TestStudent;
  readonly #victim: Claim;
  readonly #secret: string;
  readonly #same: Buffer;
  #place: TestStudent;
  #agent: TestAgent | undefined;
  #joining: Promise<TestAgent> | undefined;
  #open: Claim | undefined;
  /** Outcome → how often. */
  readonly outcomes = new Map<string, number>();
  sent = 0;

  private constructor(
    server: TestServer,
    places: TestStudent[],
    first: TestStudent,
    accomplice: TestStudent,
    victim: Claim,
    secret: string,
    same: Buffer,
  ) {
    this.#server = server;
    this.#places = places;
    this.#place = first;
    this.#accomplice = accomplice;
    this.#victim = victim;
    this.#secret = secret;
    this.#same = same;
  }

  /**
   * @param places students whose places it may use up, one after the other; the first one's token it may
   *   use as well
   * @param victim somebody else's claim that waits for its evidence
   * @param secret what no answer may hold
   */
  static async enter(
    server: TestServer,
    places: readonly TestStudent[],
    victim: Claim,
    secret: string,
  ): Promise<HostileAgent> {
    const [accomplice, first, ...others] = places;
    if (accomplice === undefined || first === undefined) {
      throw new Error('a hostile agent needs two places or more');
    }
    return new HostileAgent(server, others, first, accomplice, victim, secret, await jpeg());
  }

  /** Sends it and notes the answer; rejects when there is none, or one of another form. */
  async say({ event, message }: SocketMessage): Promise<void> {
    const agent = await this.#joined();
    this.sent += 1;
    let answer: unknown;
    try {
      answer = await agent.socket.timeout(10_000).emitWithAck(event, message);
    } catch (error) {
      // The server ends a connection whose attempt is over; its last messages stay unanswered.
      if (!agent.socket.connected) return this.#note('connection ended');
      throw new Error(`no answer to ${event}`, { cause: error });
    }
    if (JSON.stringify(answer).includes(this.#secret)) throw new Error(`${event} told a secret`);
    const result = anyResult.parse(answer);
    this.#note(result.ok ? 'answered' : result.error.reason);
    // This place is used up: on to the next.
    if (!result.ok && result.error.reason === 'attempt_over') agent.socket.disconnect();
  }

  async upload(message: EvidenceMessage): Promise<void> {
    const bytes = await this.#picture(message.picture);
    const claimId = await this.#claimId(message.claim);
    this.sent += 1;
    const form = new FormData();
    form.set('claimId', claimId);
    form.set('capturedAt', String(message.capturedAt));
    const hash = { right: sha256(bytes), wrong: sha256(Buffer.from('x')), malformed: 'zz' };
    form.set('sha256', hash[message.hash]);
    form.set('frame', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'frame.jpg');
    const response = await this.#server.uploadForm(this.#token(message.token), form);
    const body: unknown = await response.json();
    if (response.status >= 500) throw new Error(`a fault of the server: ${JSON.stringify(body)}`);
    const reason = z.looseObject({ reason: z.string().optional() }).parse(body).reason;
    this.#note(`upload: ${reason ?? 'accepted'}`);
  }

  leave(): void {
    this.#agent?.socket.disconnect();
  }

  #note(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  /** One connection at a time, whoever asks for it. */
  #joined(): Promise<TestAgent> {
    this.#joining ??= this.#join().finally(() => (this.#joining = undefined));
    return this.#joining;
  }

  async #join(): Promise<TestAgent> {
    if (this.#agent?.socket.connected === true) return this.#agent;
    for (;;) {
      try {
        this.#agent = await this.#server.joinAgent(this.#place);
        return this.#agent;
      } catch (error) {
        const next = this.#places.shift();
        if (next === undefined) throw new Error('every place is used up', { cause: error });
        this.#place = next;
      }
    }
  }

  async #claimId(whose: EvidenceMessage['claim']): Promise<string> {
    if (whose === 'malformed') return 'not-an-identifier';
    if (whose === 'unknown') return randomUUID();
    if (whose === 'of_another') return this.#victim.claimId;
    const claim = claimOf({ type: 'camera_blackout' });
    const agent = await this.#joined();
    const answer = await claimed(agent, claim).catch(() => null);
    if (answer?.outcome === 'accepted') this.#open = claim;
    return this.#open?.claimId ?? claim.claimId;
  }

  #token(whose: EvidenceMessage['token']): string {
    const own = this.#place.enrolment.token;
    // Not the victim's: with that one it would be the victim, to whom all of this is allowed.
    return { own, of_another: this.#accomplice.enrolment.token, forged: `${own}x`, none: '' }[
      whose
    ];
  }

  #picture(kind: EvidenceMessage['picture']): Promise<Buffer> {
    switch (kind) {
      case 'good':
        return jpeg();
      case 'same_again':
        return Promise.resolve(this.#same);
      case 'black':
        return blank(320, 180);
      case 'cut_short':
        return Promise.resolve(this.#same.subarray(0, this.#same.length >> 1));
      case 'png':
        return png();
      case 'noise':
        return Promise.resolve(Buffer.from(randomUUID().repeat(50)));
      case 'empty':
        return Promise.resolve(Buffer.alloc(0));
      case 'too_large':
        return Promise.resolve(Buffer.concat([this.#same, Buffer.alloc(600 * 1024)]));
      case 'too_many_pixels':
        return blank(4000, 3000);
    }
  }
}

const blanks = new Map<string, Promise<Buffer>>();

function blank(width: number, height: number): Promise<Buffer> {
  const key = `${width}×${height}`;
  const known = blanks.get(key);
  if (known !== undefined) return known;
  const made = sharp({ create: { width, height, channels: 3, background: '#000' } })
    .jpeg()
    .toBuffer();
  blanks.set(key, made);
  return made;
}
