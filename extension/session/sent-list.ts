import {
  catalogue,
  noteLabels,
  pageEventCatalogue,
  type AgentRequests,
  type RequestOf,
  type ViolationType,
} from '@invigil/shared-types';
import { config } from '../config.ts';
import type { SentKind, SentLine, SentTotal } from '../messages/index.ts';
import { epochNow } from '../time.ts';

type Kind = keyof AgentRequests;

/** What a request is to a student. All others build and keep the connection. */
const kinds: Partial<Readonly<Record<Kind, SentKind>>> = {
  report: 'report',
  claims: 'claim',
  page_event: 'page_event',
  note: 'note',
  message: 'message',
  trouble: 'trouble',
  break: 'break',
  'action:progress': 'progress',
};

/** All that left this machine, as it left: the newest lines, and the sums since the agent was started. */
export class SentList {
  readonly #lines: SentLine[] = [];
  readonly #totals = new Map<SentKind, SentTotal>();
  #nextId = 1;

  /** Newest first. */
  get lines(): readonly SentLine[] {
    return this.#lines.toReversed();
  }

  /** In the order in which they came first. */
  get totals(): readonly SentTotal[] {
    return [...this.#totals.values()];
  }

  /** @param bytes of the message as it goes out */
  request<K extends Kind>(kind: K, payload: RequestOf<AgentRequests, K>, bytes: number): void {
    this.#add(kinds[kind] ?? 'connection', detailOf(kind, payload), bytes);
  }

  picture(type: ViolationType, bytes: number): void {
    this.#add('picture', catalogue[type].label, bytes);
  }

  /** @param bytes since the last line of this kind */
  video(bytes: number): void {
    this.#add('video', null, bytes);
  }

  /** A request of its own that asks for a new token. */
  renewal(bytes: number): void {
    this.#add('connection', null, bytes);
  }

  #add(what: SentKind, detail: string | null, bytes: number): void {
    const at = Math.round(epochNow());
    const total = this.#totals.get(what) ?? { what, times: 0, bytes: 0 };
    this.#totals.set(what, { what, times: total.times + 1, bytes: total.bytes + bytes });
    const last = this.#lines.at(-1);
    // A connection takes a dozen messages, of which each alone says nothing to anybody.
    if (what === 'connection' && last?.what === what && at - last.at < config.glassBox.joinMs) {
      this.#lines[this.#lines.length - 1] = { ...last, bytes: last.bytes + bytes };
      return;
    }
    this.#lines.push({ id: this.#nextId++, what, detail, at, bytes });
    if (this.#lines.length > config.glassBox.lines) this.#lines.shift();
  }
}

/** What exactly, where there is more than one thing that it may be. */
function detailOf<K extends Kind>(kind: K, payload: RequestOf<AgentRequests, Kind>): string | null {
  if (kind === 'claims' && 'claims' in payload) {
    return payload.claims.map(({ type }) => catalogue[type].label).join(', ');
  }
  if (kind === 'page_event' && 'eventId' in payload) {
    const { label } = pageEventCatalogue[payload.type];
    return payload.durationMs === null ? label : `${label}, over`;
  }
  if (kind === 'note' && 'noteId' in payload) {
    return payload.type === 'detector_off'
      ? `${catalogue[payload.detector].label} switched off`
      : noteLabels[payload.type];
  }
  if (kind === 'break' && 'event' in payload) {
    return payload.event === 'begin' ? 'begins' : 'ends';
  }
  return null;
}
