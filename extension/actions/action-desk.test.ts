import type { StudentAction } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { ActionDesk } from './action-desk.ts';
import type { Told } from './memory.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const { leastMs, msPerCharacter } = config.actions.card;

const action = (actionId: string, content: StudentAction['content'], at = 1): StudentAction => ({
  actionId,
  at,
  content,
});
const warn = (id: string) => action(id, { kind: 'warn', text: 'Please look here' });
const message = (id: string) => action(id, { kind: 'message', text: 'Hello' });
const ask = (id: string) => action(id, { kind: 'ask', text: 'Are you there?' });
const extend = (id: string) => action(id, { kind: 'extend', extraMs: 600_000 });
const warnMs = leastMs + 'Please look here'.length * msPerCharacter;

function desk(told: readonly Told[] = []) {
  let kept: readonly Told[] = told;
  const onChange = vi.fn();
  const made = new ActionDesk({
    told,
    keep: (now) => (kept = now),
    onChange,
    now: () => Date.now(),
  });
  const open = () => made.open.map(({ actionId }) => actionId);
  const unsent = () => made.unsent.map(({ actionId, event }) => `${actionId} ${event}`);
  /** The server takes everything. */
  const send = () => made.unsent.forEach((one) => made.settled(one));
  return { desk: made, open, unsent, send, onChange, kept: () => kept };
}

describe('ActionDesk', () => {
  it('shows one thing at a time: what has to be answered first, then what goes by itself', () => {
    const { desk: made, open } = desk();
    for (const one of [message('m'), warn('w'), extend('x'), ask('k'), warn('v')]) made.take(one);
    expect(open()).toEqual(['k', 'w', 'x', 'v', 'm']);
  });

  it('shows no card for what is carried out, and tells when it was', () => {
    const { desk: made, open, unsent } = desk();
    made.take(action('p', { kind: 'pause' }));
    expect([open(), unsent()]).toEqual([[], []]);
    made.finish('p');
    expect(unsent()).toEqual(['p finish']);
  });

  it('says that it was seen once it is on the screen, and not before', () => {
    const { desk: made, unsent, send } = desk();
    const page = {};
    made.take(message('m'));
    vi.advanceTimersByTime(3_600_000);
    expect(unsent()).toEqual([]);
    made.onScreen(page, 'm');
    made.onScreen(page, 'm');
    expect(unsent()).toEqual(['m see']);
    send();
    expect(unsent()).toEqual([]);
  });

  it('does not take another card for the one that is meant', () => {
    const { desk: made, unsent } = desk();
    made.take(message('m'));
    made.take(ask('k'));
    // The page still shows the message, and knows nothing of the question.
    made.onScreen({}, 'm');
    made.onScreen({}, 'nonsense');
    expect(unsent()).toEqual([]);
  });

  it('lets a warning go once it has been on a seen page for its time, and never while nobody sees it', () => {
    const { desk: made, open, unsent } = desk();
    const [page, next] = [{}, {}];
    made.take(warn('w'));
    made.onScreen(page, 'w');
    vi.advanceTimersByTime(warnMs - 2000);
    made.onScreen(page, null);
    vi.advanceTimersByTime(3_600_000);
    expect(open()).toEqual(['w']);
    // What it was seen for on the page before counts.
    made.onScreen(next, 'w');
    vi.advanceTimersByTime(1999);
    expect(open()).toEqual(['w']);
    vi.advanceTimersByTime(1);
    expect([open(), unsent()]).toEqual([[], ['w finish']]);
  });

  it('stops the time of a warning while a question stands in front of it', () => {
    const { desk: made, open } = desk();
    const page = {};
    made.take(warn('w'));
    made.onScreen(page, 'w');
    vi.advanceTimersByTime(warnMs - 1000);
    made.take(ask('k'));
    made.onScreen(page, 'k');
    vi.advanceTimersByTime(3_600_000);
    made.acknowledge('k');
    made.onScreen(page, 'w');
    vi.advanceTimersByTime(999);
    expect(open()).toEqual(['w']);
    vi.advanceTimersByTime(1);
    expect(open()).toEqual([]);
  });

  it('lets the next warning go in its turn', () => {
    const { desk: made, open } = desk();
    const page = {};
    made.take(warn('w'));
    made.take(warn('v'));
    made.onScreen(page, 'w');
    vi.advanceTimersByTime(warnMs);
    expect(open()).toEqual(['v']);
    made.onScreen(page, 'v');
    vi.advanceTimersByTime(warnMs);
    expect(open()).toEqual([]);
  });

  it('keeps a question and a message until they are acknowledged', () => {
    const { desk: made, open, unsent } = desk();
    const page = {};
    made.take(ask('k'));
    made.take(message('m'));
    made.onScreen(page, 'k');
    vi.advanceTimersByTime(3_600_000);
    made.acknowledge('k');
    made.onScreen(page, 'm');
    vi.advanceTimersByTime(3_600_000);
    expect(open()).toEqual(['m']);
    made.acknowledge('m');
    expect([open(), unsent()]).toEqual([[], ['k finish', 'm finish']]);
  });

  it('lets no page say that a pause was carried out, or something unknown', () => {
    const { desk: made, unsent } = desk();
    made.take(action('p', { kind: 'pause' }));
    made.acknowledge('p');
    made.acknowledge('nonsense');
    expect(unsent()).toEqual([]);
  });

  it('does not mind that an action comes twice', () => {
    const { desk: made, open, unsent, send } = desk();
    made.take(message('m'));
    made.take(message('m'));
    expect(open()).toEqual(['m']);
    made.acknowledge('m');
    send();
    // The server takes it for open: word of it got lost with a restart, say.
    made.take(message('m'));
    expect([open(), unsent()]).toEqual([[], ['m finish']]);
  });

  it('goes on with what it knew, where the agent is started anew', () => {
    const first = desk();
    first.desk.take(ask('k'));
    first.desk.take(message('m'));
    first.desk.onScreen({}, 'k');
    first.desk.acknowledge('k');
    const second = desk(first.kept());
    expect([second.open(), second.unsent()]).toEqual([['m'], ['k finish']]);
  });

  it('tells what has become of it last, where the word before is still on its way', () => {
    const { desk: made, unsent } = desk();
    made.take(message('m'));
    made.onScreen({}, 'm');
    const [see] = made.unsent;
    made.acknowledge('m');
    if (see) made.settled(see);
    expect(unsent()).toEqual(['m finish']);
  });

  it('lets nothing go by itself once the sitting is over', () => {
    const { desk: made, onChange } = desk();
    made.take(warn('w'));
    made.onScreen({}, 'w');
    made.close();
    onChange.mockClear();
    vi.advanceTimersByTime(3_600_000);
    expect(onChange).not.toHaveBeenCalled();
  });
});
