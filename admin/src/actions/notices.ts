import type { Action } from '@invigil/shared-types';
import { impossibleKey, type Acting, type Impossible } from './acting.ts';
import type { Outgoing } from './outgoing.ts';
import { isUnread } from './tile-marks.ts';

/** Something that somebody has to be told of, wherever they look. */
export type Notice = { readonly key: string; readonly attemptId: string } & (
  | { readonly kind: 'impossible'; readonly impossible: Impossible }
  | { readonly kind: 'outgoing'; readonly outgoing: Outgoing }
  | { readonly kind: 'call'; readonly action: Action }
  | { readonly kind: 'message'; readonly action: Action }
  /** One's own action of a moment ago. */
  | { readonly kind: 'recent'; readonly action: Action }
);

type From = Pick<Acting, 'host' | 'impossible' | 'outgoing' | 'recent' | 'dismissed' | 'attended'>;

/**
 * What is to be told now: what went wrong first, then who waits for somebody, then one's own. What was
 * put aside here is left out, and what the open panel shows anyway. A call is not among that: it may be
 * far down the panel, and somebody waits.
 */
export function noticesOf({
  host,
  impossible,
  outgoing,
  recent,
  dismissed,
  attended,
}: From): readonly Notice[] {
  const open = host.actions.open.value;
  // Who waits longest comes first.
  const waiting = [...open].reverse();
  const ownId = host.presence.own.value?.staffId;
  const sent = outgoing.all.value.map((entry): Notice => ({
    kind: 'outgoing',
    key: entry.actionId,
    attemptId: entry.attemptId,
    outgoing: entry,
  }));
  const failed = sent.filter((notice) => isFailed(notice));
  const calls = waiting.filter(({ content, by }) => {
    const own = by.kind === 'staff' && by.staffId === ownId;
    return content.kind === 'second_look' && !own;
  });
  return [
    ...(impossible.value === null ? [] : [ofImpossible(impossible.value)]),
    ...failed,
    ...[
      ...calls.map((action) => ofAction('call', action)),
      ...[
        ...waiting.filter(isUnread).map((action) => ofAction('message', action)),
        ...sent.filter((notice) => !isFailed(notice)),
        ...recent.value.flatMap((id) => ofRecent(host.actions.find(id))),
      ].filter(({ attemptId }) => attemptId !== attended.value),
    ].filter(({ key }) => !dismissed.has(key)),
  ];
}

function isFailed(notice: Notice): boolean {
  return notice.kind === 'outgoing' && notice.outgoing.progress.state === 'failed';
}

const ofImpossible = (impossible: Impossible): Notice => ({
  kind: 'impossible',
  key: impossibleKey,
  attemptId: impossible.attemptId,
  impossible,
});

const ofAction = (kind: 'call' | 'message' | 'recent', action: Action): Notice => ({
  kind,
  key: action.id,
  attemptId: action.attemptId,
  action,
});

const ofRecent = (action: Action | undefined): Notice[] =>
  action === undefined ? [] : [ofAction('recent', action)];
