import { createHash, randomUUID } from 'node:crypto';
import {
  agentNamespace,
  agentRequests,
  catalogue,
  confirmationSchema,
  consentVersion,
  enrolmentSchema,
  resultSchema,
  type AgentRequests,
  type AgentTroubleReason,
  type Claim,
  type Confirmation,
  type Enrolment,
  type PageEventType,
  type ReplyOf,
  type ViolationType,
} from '@invigil/shared-types';
import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';

/** Longest wait for an answer, milliseconds: a thousand may join at once. */
const patienceMs = 60_000;

/** A student's end of the server without a browser: no camera, no video, all else for real. */
export class AgentLink {
  readonly enrolment: Enrolment;
  readonly socket: Socket;
  readonly #serverUrl: string;

  private constructor(serverUrl: string, enrolment: Enrolment, socket: Socket) {
    this.#serverUrl = serverUrl;
    this.enrolment = enrolment;
    this.socket = socket;
  }

  /** Enrols by the code of a join link, connects, and takes the seat. */
  static async join(serverUrl: string, code: string): Promise<AgentLink> {
    const enrolment = await enrol(serverUrl, code);
    const socket = io(serverUrl + agentNamespace, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token: enrolment.token, examId: enrolment.exam.id, agentId: randomUUID() },
    });
    const link = new AgentLink(serverUrl, enrolment, socket);
    try {
      await connected(socket);
      await link.#join();
    } catch (error) {
      link.close();
      throw error;
    }
    return link;
  }

  get attemptId(): string {
    return this.enrolment.attempt.id;
  }

  /** The regular word of an agent: one face, nothing special. */
  async report(now = Date.now()): Promise<void> {
    const signals = {
      faces: 1,
      luma: 110,
      sharpness: null,
      difference: null,
      yaw: 0,
      pitch: 0,
      identity: null,
    };
    const analysis = { rate: 5, msPerFrame: 20, coreShare: 0.1, delegate: 'CPU' } as const;
    const times = { capturedAt: now, analysedAt: now, sentAt: now };
    await this.#ask('report', { ...times, signals, analysis });
  }

  /** Sends a claim; resolves with it once it is taken, with null where it was suppressed. */
  async claim(type: ViolationType, now = Date.now()): Promise<Claim | null> {
    const claim = claimOf(type, now);
    const { outcomes } = await this.#ask('claims', { claims: [claim] });
    const outcome = outcomes[0];
    if (outcome?.outcome === 'refused') throw new Error(outcome.failure.message);
    return outcome?.outcome === 'accepted' ? claim : null;
  }

  /** Sends a claim's picture. @param picture a JPEG */
  async prove({ claimId, capturedAt }: Claim, picture: Buffer): Promise<Confirmation> {
    const form = new FormData();
    form.set('claimId', claimId);
    form.set('capturedAt', String(capturedAt));
    form.set('sha256', createHash('sha256').update(picture).digest('hex'));
    form.set('frame', new Blob([new Uint8Array(picture)], { type: 'image/jpeg' }), 'frame.jpg');
    const response = await fetch(`${this.#serverUrl}/api/evidence`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.enrolment.token}` },
      body: form,
    });
    if (!response.ok) throw new Error(`A picture was refused: ${await response.text()}`);
    return confirmationSchema.parse(await response.json());
  }

  /** Null: the trouble is over. */
  async trouble(reason: AgentTroubleReason | null): Promise<void> {
    await this.#ask('trouble', { reason });
  }

  async pageEvent(type: PageEventType, durationMs: number, now = Date.now()): Promise<void> {
    const event = { eventId: randomUUID(), type, startedAt: now - durationMs, durationMs };
    await this.#ask('page_event', event);
  }

  /** Writes to the invigilators. */
  async write(text: string): Promise<void> {
    await this.#ask('message', { messageId: randomUUID(), text });
  }

  async leave(): Promise<void> {
    await this.#ask('attempt:leave', { cause: 'tab_closed' });
  }

  async submit(): Promise<void> {
    await this.#ask('attempt:submit', {});
  }

  close(): void {
    this.socket.disconnect();
  }

  async #join(): Promise<void> {
    const consent = { consentVersion, consentGivenAt: Date.now() };
    await this.#ask('attempt:join', consent);
  }

  /** @throws Error with the server's sentence */
  async #ask<K extends keyof AgentRequests>(
    event: K,
    message: z.input<AgentRequests[K]['request']>,
  ): Promise<ReplyOf<AgentRequests, K>> {
    const answer: unknown = await this.socket.timeout(patienceMs).emitWithAck(event, message);
    const reply: z.ZodType = agentRequests[event].reply;
    const result = resultSchema(reply).parse(answer);
    if (!result.ok) throw new Error(result.error.message);
    return result.data as ReplyOf<AgentRequests, K>;
  }
}

async function enrol(serverUrl: string, code: string): Promise<Enrolment> {
  const response = await fetch(`${serverUrl}/api/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (!response.ok) throw new Error(`Enrolling failed: ${await response.text()}`);
  return enrolmentSchema.parse(await response.json());
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
}

/** A claim as an agent makes it: it held for longer than the catalogue asks for. */
export function claimOf(type: ViolationType, capturedAt: number): Claim {
  return {
    claimId: randomUUID(),
    type,
    capturedAt,
    heldMs: catalogue[type].heldForMs + 2_000,
    signals: {
      faces: type === 'multiple_faces' ? 2 : type === 'no_face' ? 0 : 1,
      luma: type === 'camera_blackout' ? 6 : 110,
      sharpness: null,
      difference: null,
      yaw: type === 'head_turned' ? 48 : 0,
      pitch: 0,
      identity: type === 'identity_mismatch' ? 0.8 : null,
    },
    strength: null,
  };
}
