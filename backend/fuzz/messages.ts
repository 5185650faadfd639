import { randomUUID } from 'node:crypto';
import {
  agentRequests,
  noteTypes,
  pageEventTypes,
  violationTypes,
  type AgentRequests,
} from '@invigil/shared-types';
import fc from 'fast-check';
import { dtlsParameters, vp8 } from '../test-support/media.ts';
import { claimOf, consent, pageEventOf, reportOf } from '../test-support/server.ts';

/** What a hostile agent sends over its socket. */
export interface SocketMessage {
  readonly event: string;
  readonly message: unknown;
}

/** What it sends as evidence. */
export interface EvidenceMessage {
  readonly claim: 'own' | 'of_another' | 'unknown' | 'malformed';
  readonly token: 'own' | 'of_another' | 'forged' | 'none';
  readonly picture: (typeof pictureKinds)[number];
  readonly hash: 'right' | 'wrong' | 'malformed';
  readonly capturedAt: number | string;
}

export const pictureKinds = [
  'good',
  'same_again',
  'black',
  'cut_short',
  'png',
  'noise',
  'empty',
  'too_large',
  'too_many_pixels',
] as const;

/** Values that programs tend to stumble over. JSON carries NaN as null. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0.5,
    Number.NaN,
    1e308,
    Number.MAX_SAFE_INTEGER,
    '',
    '0',
    [],
    {},
    '__proto__',
    'constructor',
    '../../etc/passwd',
    '💥'.repeat(200),
    'x'.repeat(5000),
    { ['__proto__']: { polluted: true } },
  ),
  fc.anything({ maxDepth: 3, withNullPrototype: false }).map(asJson),
);

function asJson(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return null;
  }
}

/** Replaces, at a few places, what is there by something else. */
function spoiled(message: object): fc.Arbitrary<unknown> {
  const paths = pathsOf(message);
  if (paths.length === 0) return junk;
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), fc.option(junk, { freq: 8 })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((changes) => {
      const copy: unknown = structuredClone(message);
      for (const [path, value] of changes) put(copy, path, value);
      return copy;
    });
}

function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key];
    return [here, ...pathsOf(inner, here)];
  });
}

function put(root: unknown, path: readonly string[], value: unknown): void {
  let place = root;
  for (const key of path.slice(0, -1)) {
    if (!isRecord(place)) return;
    place = place[key];
  }
  const last = path.at(-1);
  // A copy: the same value is used again, and must not end up inside itself.
  if (isRecord(place) && last !== undefined) place[last] = structuredClone(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const times = fc.constantFrom(0, 1000, -1000, -60_000, 60_000, -3_600_000, 3_600_000);

const claims = (stolen: () => string) =>
  fc
    .array(
      fc.record({
        type: fc.constantFrom(...violationTypes),
        shift: times,
        heldMs: fc.constantFrom(0, 500, 3000, 9000, 86_400_000),
        theirs: fc.boolean(),
      }),
      { minLength: 1, maxLength: 20 },
    )
    .map((list) => ({
      claims: list.map(({ type, shift, heldMs, theirs }) =>
        claimOf({
          type,
          heldMs,
          capturedAt: Math.max(0, Date.now() + shift),
          ...(theirs ? { claimId: stolen() } : {}),
        }),
      ),
    }));

const pageEvents = (stolen: () => string) =>
  fc
    .record({
      type: fc.constantFrom(...pageEventTypes),
      shift: times,
      durationMs: fc.constantFrom(null, 0, 5000, 86_400_000),
      theirs: fc.boolean(),
    })
    .map(({ type, shift, durationMs, theirs }) =>
      pageEventOf({
        type,
        durationMs,
        startedAt: Math.max(0, Date.now() + shift),
        ...(theirs ? { eventId: stolen() } : {}),
      }),
    );

const notes = (stolen: () => string) =>
  fc
    .record({
      type: fc.constantFrom(...noteTypes, 'detector_off' as const),
      shift: times,
      again: fc.boolean(),
      boxes: fc.constantFrom(
        [],
        [{ x: 0, y: 0, w: 1, h: 1 }],
        [{ x: 0.9, y: 0.9, w: 0.1, h: 0.1 }],
      ),
      detector: fc.constantFrom(...violationTypes),
      share: fc.constantFrom(0, 0.34, 0.9, 2),
      calmMs: fc.constantFrom(0, 300_000, 86_400_000),
      disregardedFrom: fc.constantFrom(0, Date.now() - 600_000, Date.now()),
      theirs: fc.boolean(),
    })
    .map(({ shift, theirs, ...told }) => ({
      ...told,
      noteId: theirs ? stolen() : randomUUID(),
      at: Math.max(0, Date.now() + shift),
    }));

const progresses = (stolen: () => string) =>
  fc
    .record({ event: fc.constantFrom('see', 'finish', 'lapse'), theirs: fc.boolean() })
    .map(({ event, theirs }) => ({ event, actionId: theirs ? stolen() : randomUUID() }));

const written = (stolen: () => string) =>
  fc
    .record({
      text: fc.oneof(
        fc.string({
          maxLength: 500,
          unit: fc.constantFrom('a', ' ', '\0', '\n', '\uD800', 'ש', '\u202E', '💥', '"', '$'),
        }),
        fc.constantFrom(' ', '\uD800', '<script>alert(1)</script>', '$where', 'x'.repeat(501)),
      ),
      theirs: fc.boolean(),
    })
    .map(({ text, theirs }) => ({ text, messageId: theirs ? stolen() : randomUUID() }));

/**
 * Messages of every kind that the gateway knows and of some that it does not: well-formed ones with
 * wild values, spoiled ones, and plain junk.
 *
 * @param stolen the identifier of another student's claim, event, action or message
 */
export function socketMessages(stolen: () => string): fc.Arbitrary<SocketMessage> {
  const wellFormed: Record<keyof AgentRequests, fc.Arbitrary<object>> = {
    'attempt:join': fc.constant(consent()),
    'attempt:leave': fc.constant({ cause: 'tab_closed' }),
    'attempt:submit': fc.constant({}),
    'clock:read': fc.constant({}),
    report: times.map((shift) => reportOf({ capturedAt: Math.max(0, Date.now() + shift) })),
    trouble: fc.constantFrom({ reason: null }, { reason: 'camera_lost' }),
    claims: claims(stolen),
    page_event: pageEvents(stolen),
    note: notes(stolen),
    'action:progress': progresses(stolen),
    message: written(stolen),
    break: fc.constantFrom({ event: 'begin' }, { event: 'end' }),
    'check:start': fc.constant({}),
    'check:connect': fc.constant({ transportId: 'x', dtlsParameters }),
    'check:produce': fc.constant({ rtpParameters: vp8 }),
    'check:consume': fc.constant({ rtpCapabilities: {} }),
    'check:stop': fc.constant({}),
    'media:create_transport': fc.constant({}),
    'media:connect_transport': fc.constant({ transportId: 'x', dtlsParameters }),
    'media:produce': fc.constant({ transportId: 'x', rtpParameters: vp8 }),
  };
  const events = Object.keys(agentRequests) as (keyof AgentRequests)[];
  // Handing in and leaving end the attempt: seldom, or nothing else would be tried.
  const event = fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...events.filter((e) => !/leave|submit/.test(e))) },
    { weight: 1, arbitrary: fc.constantFrom<keyof AgentRequests>('attempt:leave') },
    { weight: 1, arbitrary: fc.constantFrom<keyof AgentRequests>('attempt:submit') },
  );
  const known = event.chain((name) =>
    fc
      .oneof(
        { weight: 4, arbitrary: wellFormed[name] },
        { weight: 4, arbitrary: wellFormed[name].chain(spoiled) },
        { weight: 1, arbitrary: junk },
      )
      .map((message) => ({ event: name, message })),
  );
  const unknown = fc.record({ event: fc.string({ minLength: 1, maxLength: 40 }), message: junk });
  return fc.oneof(
    { weight: 15, arbitrary: known },
    {
      weight: 1,
      // Names that the transport itself uses never reach a listener.
      arbitrary: unknown.filter(
        (m) =>
          !/^(connect|connect_error|disconnect|disconnecting|newListener|removeListener)$/.test(
            m.event,
          ),
      ),
    },
  );
}

export const evidenceMessages: fc.Arbitrary<EvidenceMessage> = fc.record({
  claim: fc.constantFrom('own', 'own', 'own', 'own', 'own', 'of_another', 'unknown', 'malformed'),
  token: fc.constantFrom('own', 'own', 'own', 'own', 'own', 'of_another', 'forged', 'none'),
  picture: fc.constantFrom(...pictureKinds, 'black', 'black'),
  hash: fc.constantFrom('right', 'right', 'right', 'wrong', 'malformed'),
  capturedAt: fc.oneof(
    fc.constant(0).map(() => Date.now()),
    times.map((shift) => Math.max(0, Date.now() + shift)),
    fc.constantFrom('', 'now', '-5', '1e400', '9'.repeat(40)),
  ),
});
