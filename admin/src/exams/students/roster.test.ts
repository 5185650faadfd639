import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { config } from '../../config.ts';
import { entryFor } from '../testing/entries.ts';
import { examServer, type ExamServer } from '../testing/exam-server.ts';
import {
  rosterLifecycle,
  useRoster,
  wholeRoster,
  type Roster,
  type RosterEvent,
  type RosterPhase,
} from './roster.ts';

describe('the life of a roster', () => {
  const expected: Readonly<Record<RosterPhase, Partial<Record<RosterEvent, RosterPhase>>>> = {
    loading: { arrived: 'shown', missed: 'failed', again: 'loading' },
    shown: { more: 'reading_on', again: 'renewing' },
    reading_on: { arrived: 'shown', missed: 'outdated', again: 'renewing' },
    renewing: { arrived: 'shown', missed: 'outdated', again: 'renewing' },
    outdated: { again: 'renewing' },
    failed: { again: 'loading' },
  };
  const cases = rosterLifecycle.states.flatMap((state) =>
    rosterLifecycle.events.map((event) => [state, event, expected[state][event]] as const),
  );

  it.each(cases)('%s + %s → %s', (state, event, target) => {
    const transition = rosterLifecycle.next(state, event);
    expect(transition.moved ? transition.state : undefined).toBe(target);
  });
});

describe('a roster', () => {
  let server: ExamServer;
  let scope: EffectScope;

  beforeEach(() => {
    server = examServer();
    scope = effectScope();
    server.entries = Array.from({ length: 250 }, (_, index) => entryFor(String(index)));
  });
  afterEach(() => {
    scope.stop();
    vi.unstubAllGlobals();
  });

  async function open(): Promise<Roster> {
    const roster = scope.run(() => useRoster('physics'));
    if (roster === undefined) throw new Error('The scope is over.');
    await flushPromises();
    return roster;
  }

  it('is read on page by page, and no further than its end', async () => {
    const roster = await open();
    expect(roster.state.value.entries).toHaveLength(config.exams.rosterPage);
    expect(roster.state.value.total).toBe(250);
    for (let page = 0; page < 5; page += 1) {
      roster.more();
      // Asked again while it is read, it is read once.
      roster.more();
      await flushPromises();
    }
    expect(roster.state.value.entries).toHaveLength(250);
    expect(server.calls).toHaveLength(3);
  });

  it('is searched anew, and what was asked before does not come after it', async () => {
    const roster = await open();
    roster.more();
    roster.again('student 24');
    await flushPromises();
    expect(roster.state.value).toMatchObject({ phase: 'shown', search: 'student 24', total: 11 });
    expect(roster.state.value.entries).toHaveLength(11);
  });

  it('stays in sight where it could not be read again', async () => {
    const roster = await open();
    server.answers.set('GET /api/exams/physics/roster', 'no network');
    roster.again();
    await flushPromises();
    expect(roster.state.value.phase).toBe('outdated');
    expect(roster.state.value.failure?.reason).toBe('unreachable');
    expect(roster.state.value.entries).toHaveLength(100);
    server.answers.clear();
    roster.again();
    await flushPromises();
    expect(roster.state.value).toMatchObject({ phase: 'shown', failure: null });
  });

  it('does not list anybody twice', async () => {
    const roster = await open();
    // Somebody was added in front meanwhile: the second page begins with the last of the first.
    server.entries = [entryFor('new'), ...server.entries];
    roster.more();
    await flushPromises();
    const ids = roster.state.value.entries.map(({ attemptId }) => attemptId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('takes a changed entry in', async () => {
    const roster = await open();
    roster.put(entryFor('7', { room: 'Hall B' }));
    expect(roster.state.value.entries[7]?.room).toBe('Hall B');
  });

  it('can be had as a whole', async () => {
    const entries = await wholeRoster('physics', new AbortController().signal);
    expect(entries).toHaveLength(250);
  });
});
