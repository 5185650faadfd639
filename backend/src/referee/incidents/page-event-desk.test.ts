import { defaultPolicy, pageEventTypes, type PageEvent, type Policy } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reviewWith } from '../../../test-support/incidents.ts';
import { openRecord } from '../../../test-support/on-record.ts';
import {
  ada,
  bob,
  openPageEventDesk,
  pageEvent,
  pageEventsOf,
  start,
  stepsOf,
} from '../../../test-support/page-events.ts';

const allOn: Policy = structuredClone(defaultPolicy);
for (const type of pageEventTypes) allOn.pageEvents[type].enabled = true;

describe('a page event', () => {
  it('is an incident under its own identifier, which lasts until it is told with a duration', async () => {
    const { desk, record } = openPageEventDesk();
    const told = pageEvent();
    expect(await desk.take(ada, told, start + 1100)).toBe('recorded');
    const [incident] = await pageEventsOf(record);
    expect(incident).toMatchObject({
      id: told.eventId,
      ...ada,
      capturedAt: start,
      durationMs: null,
      recordedAt: start + 1100,
      policyVersion: 1,
      ttlMs: 20_000,
      review: { state: 'open' },
    });
    expect(record.judged.at(-1)?.judgement.score.value).toBe(4);

    expect(await desk.take(ada, { ...told, durationMs: 7000 }, start + 7000)).toBe('recorded');
    expect(await pageEventsOf(record)).toEqual([{ ...incident, durationMs: 7000 }]);
    expect(record.judged.at(-1)?.judgement.score.value).toBe(4);
    expect(stepsOf(record)).toEqual([
      ['page_event', 'recorded'],
      ['page_event', 'ended'],
    ]);
  });

  it('that is over as soon as it happens needs one message', async () => {
    const { desk, record } = openPageEventDesk();
    const pasted = pageEvent({ type: 'paste', durationMs: 0 });
    expect(await desk.take(ada, pasted, start + 40)).toBe('recorded');
    expect(await pageEventsOf(record)).toMatchObject([{ type: 'paste', durationMs: 0 }]);
  });

  it('told again changes nothing, also all at once and after a restart', async () => {
    const { desk, record } = openPageEventDesk();
    const told = pageEvent();
    const both = [desk.take(ada, told, start + 1100), desk.take(ada, told, start + 1100)];
    expect(await Promise.all(both)).toEqual(['recorded', 'recorded']);
    const again = openPageEventDesk(defaultPolicy, record.afterRestart());
    expect(await again.desk.take(ada, told, start + 90_000)).toBe('recorded');
    expect(await pageEventsOf(again.record)).toHaveLength(1);
    expect([...record.lines, ...again.record.lines]).toHaveLength(1);
  });

  it('is never made shorter, and its end is never taken back', async () => {
    const { desk, record } = openPageEventDesk();
    const told = pageEvent();
    await desk.take(ada, told, start + 1100);
    for (const durationMs of [9000, 4000, 0, null]) {
      expect(await desk.take(ada, { ...told, durationMs }, start + 9500)).toBe('recorded');
      expect(await pageEventsOf(record)).toMatchObject([{ durationMs: 9000 }]);
    }
    await desk.take(ada, { ...told, durationMs: 12_000 }, start + 12_000);
    expect(await pageEventsOf(record)).toMatchObject([{ durationMs: 12_000 }]);
  });

  it('that was told while it lasted has lasted as long as the exam asks for', async () => {
    const { desk, record } = openPageEventDesk();
    const told = pageEvent();
    await desk.take(ada, told, start + 1100);
    await desk.take(ada, { ...told, durationMs: 5 }, start + 1200);
    expect(await pageEventsOf(record)).toMatchObject([{ durationMs: 1000 }]);
    expect(record.judged.at(-1)?.judgement.score.value).toBe(4);
  });

  it('keeps what a reviewer decides while its end comes', async () => {
    const record = openRecord();
    const review = reviewWith('dismissed', start + 2000);
    const incidents = {
      find: async (id: string) => {
        const found = await record.incidents.find(id);
        if (found !== null) {
          await record.caseFiles.change('ada', id, (before) =>
            before.kind === 'page_event' ? { ...before, review } : before,
          );
        }
        return found;
      },
    };
    const { desk } = openPageEventDesk(defaultPolicy, {
      ...record,
      incidents: { ...record.incidents, ...incidents },
    });
    const told = pageEvent();
    await desk.take(ada, told, start + 1100);
    await desk.take(ada, { ...told, durationMs: 3000 }, start + 3000);
    expect(await pageEventsOf(record)).toMatchObject([{ durationMs: 3000, review }]);
  });

  it('is placed by the clock of the server, and not in the future', async () => {
    const { desk, record } = openPageEventDesk(defaultPolicy, openRecord(), 3_600_000);
    const ahead = pageEvent({ startedAt: start + 3_600_000 + 900 });
    expect(await desk.take(ada, ahead, start)).toBe('recorded');
    expect(await pageEventsOf(record)).toMatchObject([{ capturedAt: start }]);
  });
});

describe('ignored is', () => {
  it.each(['fullscreen_left', 'copy', 'second_display'] as const)(
    '%s where the exam does not look for it',
    async (type) => {
      const { desk, record } = openPageEventDesk();
      const told = pageEvent({ type, durationMs: 60_000 });
      expect(await desk.take(ada, told, start + 60_000)).toBe('ignored');
      expect(await pageEventsOf(record)).toEqual([]);
      expect(stepsOf(record)).toEqual([['suppressed', 'switched_off']]);
    },
  );

  it('what was over too soon', async () => {
    const { desk, record } = openPageEventDesk();
    expect(await desk.take(ada, pageEvent({ durationMs: 999 }), start + 999)).toBe('ignored');
    expect(await desk.take(ada, pageEvent({ durationMs: 1000 }), start + 1000)).toBe('recorded');
    expect(stepsOf(record)).toEqual([
      ['suppressed', 'too_short'],
      ['page_event', 'recorded'],
    ]);
  });

  it('another of its type within the suppression time, and of no other type', async () => {
    const { desk, record } = openPageEventDesk();
    const at = (startedAt: number, type: PageEvent['type'] = 'page_hidden') =>
      desk.take(ada, pageEvent({ type, startedAt, durationMs: 3000 }), startedAt + 3000);
    expect(await at(start)).toBe('recorded');
    expect(await at(start + 19_999)).toBe('ignored');
    expect(await at(start + 19_999, 'focus_lost')).toBe('recorded');
    expect(await at(start + 20_000)).toBe('recorded');
    expect(await pageEventsOf(record)).toHaveLength(3);
    expect(stepsOf(record)).toContainEqual(['suppressed', 'counted_before']);
    expect(await desk.take(bob, pageEvent(), start + 5000)).toBe('recorded');
  });

  it('nothing that outlasts the suppression: told again, it counts', async () => {
    const { desk, record } = openPageEventDesk();
    await desk.take(ada, pageEvent({ durationMs: 2000 }), start + 2000);
    const long = pageEvent({ startedAt: start + 5000 });
    expect(await desk.take(ada, long, start + 6000)).toBe('ignored');
    expect(await desk.take(ada, { ...long, durationMs: 55_000 }, start + 60_000)).toBe('recorded');
    expect(await pageEventsOf(record)).toMatchObject([
      { durationMs: 55_000 },
      { durationMs: 2000 },
    ]);
  });
});

describe('when the student is gone', () => {
  it('what lasted has lasted until then, once', async () => {
    const { desk, record } = openPageEventDesk(allOn);
    const over = pageEvent({ type: 'focus_lost', startedAt: start - 500, durationMs: 3500 });
    await desk.take(ada, over, start + 3500);
    await desk.take(ada, pageEvent(), start + 4000);
    await desk.take(bob, pageEvent(), start + 4000);
    await desk.end('ada', start + 30_000);
    await desk.end('ada', start + 99_000);
    expect(await pageEventsOf(record)).toMatchObject([
      { durationMs: 30_000 },
      { durationMs: 3500 },
    ]);
    expect(await pageEventsOf(record, 'bob')).toMatchObject([{ durationMs: null }]);
    expect(stepsOf(record).filter(([, reason]) => reason === 'closed')).toHaveLength(1);
  });

  it('also what was being recorded at that moment, and for a day at most', async () => {
    const { desk, record } = openPageEventDesk();
    const taking = desk.take(ada, pageEvent(), start + 4000);
    await desk.end('ada', start + 90_000_000);
    await taking;
    expect(await pageEventsOf(record)).toMatchObject([{ durationMs: 86_400_000 }]);
  });
});

it('an agent that says everything all the time gets no more than an honest one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ type: fc.constantFrom(...pageEventTypes), afterMs: fc.nat({ max: 30_000 }) }),
        { maxLength: 25 },
      ),
      async (happenings) => {
        const { desk, record } = openPageEventDesk(allOn);
        let now = start;
        const counted = new Map<string, number>();
        for (const { type, afterMs } of happenings) {
          now += afterMs;
          const told = pageEvent({ type, startedAt: now - 5000, durationMs: 5000 });
          const last = counted.get(type) ?? -Infinity;
          const expected = now - last < allOn.pageEvents[type].ttlMs ? 'ignored' : 'recorded';
          expect(await desk.take(ada, told, now)).toBe(expected);
          if (expected === 'recorded') counted.set(type, now);
        }
        const recorded = record.lines.filter(({ kind }) => kind === 'page_event');
        expect(await pageEventsOf(record)).toHaveLength(recorded.length);
      },
    ),
    { numRuns: 20 },
  );
});
