import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const answerSchema = z.looseObject({
  janus: z.string(),
  transaction: z.string().optional(),
  data: z.looseObject({ id: z.number() }).optional(),
  plugindata: z.looseObject({ data: z.looseObject({ error: z.string().optional() }) }).optional(),
  jsep: z.object({ type: z.literal('answer'), sdp: z.string() }).optional(),
  error: z.looseObject({ reason: z.string() }).optional(),
});
export type JanusAnswer = z.infer<typeof answerSchema>;

/** One session of Janus's HTTP interface (https://janus.conf.meetecho.com/docs/rest.html). */
export class JanusSession {
  readonly #url: string;
  readonly #waiting = new Map<string, (answer: JanusAnswer) => void>();
  #closed = false;

  private constructor(url: string) {
    this.#url = url;
    void this.#listen();
  }

  static async open(baseUrl: string): Promise<JanusSession> {
    const { data } = await post(baseUrl, { janus: 'create' });
    return new JanusSession(`${baseUrl}/${data?.id}`);
  }

  /** A connection to the plugin for rooms; resolves with its address. */
  async attach(): Promise<string> {
    const request = { janus: 'attach', plugin: 'janus.plugin.videoroom' };
    const { data } = await post(this.#url, request);
    return `${this.#url}/${data?.id}`;
  }

  /** Something that the plugin answers at once. @returns what it says */
  async message(handle: string, body: object): Promise<Record<string, unknown>> {
    const { plugindata } = await post(handle, { janus: 'message', body });
    return accepted(plugindata?.data);
  }

  /** Something that it answers by an event. */
  async eventually(handle: string, body: object, jsep?: object): Promise<JanusAnswer> {
    const transaction = randomUUID();
    const coming = new Promise<JanusAnswer>((resolve) => this.#waiting.set(transaction, resolve));
    await post(handle, { janus: 'message', body, transaction, ...(jsep ? { jsep } : {}) });
    const event = await coming;
    accepted(event.plugindata?.data);
    return event;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await post(this.#url, { janus: 'destroy' });
  }

  /** Events come in the answers to requests that wait for them. */
  async #listen(): Promise<void> {
    while (!this.#closed) {
      try {
        const response = await fetch(`${this.#url}?maxev=10`);
        const events = z.array(answerSchema).parse(await response.json());
        for (const event of events) {
          if (event.transaction === undefined) continue;
          this.#waiting.get(event.transaction)?.(event);
          this.#waiting.delete(event.transaction);
        }
      } catch (error) {
        // Janus was ended while the request was waiting.
        if (!this.#closed) throw error;
      }
    }
  }
}

async function post(url: string, request: object): Promise<JanusAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ transaction: randomUUID(), ...request }),
  });
  const answer = answerSchema.parse(await response.json());
  if (answer.error !== undefined) throw new Error(`Janus: ${answer.error.reason}`);
  return answer;
}

function accepted<T extends { readonly error?: string | undefined }>(data: T | undefined): T {
  if (data === undefined) throw new Error('Janus said nothing');
  if (data.error !== undefined) throw new Error(`Janus: ${data.error}`);
  return data;
}
