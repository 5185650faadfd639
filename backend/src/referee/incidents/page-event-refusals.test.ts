import type { PageEvent } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { violationWith } from '../../../test-support/incidents.ts';
import {
  ada,
  bob,
  openPageEventDesk,
  pageEvent,
  pageEventsOf,
  start,
  stepsOf,
} from '../../../test-support/page-events.ts';

describe('refused is', () => {
  const wrong: Record<string, [Partial<PageEvent>, string]> = {
    'a beginning in the future': [{ startedAt: start + 2001 }, 'implausible_time'],
    'an end in the future': [{ startedAt: start - 5000, durationMs: 7001 }, 'implausible_time'],
    'a beginning that is no news': [{ startedAt: start - 600_001 }, 'implausible_time'],
    'an end that is no news': [{ startedAt: 0, durationMs: 5000 }, 'implausible_time'],
  };
  it.each(Object.entries(wrong))('%s', async (_what, [parts, reason]) => {
    const { desk, record } = openPageEventDesk();
    await expect(desk.take(ada, pageEvent(parts), start)).rejects.toMatchObject({ reason });
    expect(stepsOf(record)).toEqual([['refused', reason]]);
    expect(await pageEventsOf(record)).toEqual([]);
  });

  it('not a long one whose end is news', async () => {
    const { desk } = openPageEventDesk();
    const long = pageEvent({ startedAt: start - 7_200_000, durationMs: 7_200_000 });
    expect(await desk.take(ada, long, start)).toBe('recorded');
  });

  it('an event of somebody else, and it stays as it is', async () => {
    const { desk, record } = openPageEventDesk();
    const told = pageEvent();
    await desk.take(ada, told, start + 1100);
    const before = await pageEventsOf(record);
    for (const durationMs of [null, 60_000]) {
      await expect(desk.take(bob, { ...told, durationMs }, start + 60_000)).rejects.toMatchObject({
        reason: 'not_your_claim',
      });
    }
    expect(await pageEventsOf(record)).toEqual(before);
    expect(await pageEventsOf(record, 'bob')).toEqual([]);
    expect(record.lines.at(-1)).toMatchObject({ ...bob, kind: 'refused', incidentId: null });
  });

  it('one of two who name the same new event at once', async () => {
    const { desk, record } = openPageEventDesk();
    const told = pageEvent();
    const outcomes = await Promise.allSettled([
      desk.take(ada, told, start + 1100),
      desk.take(bob, told, start + 1100),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: 'recorded' },
      { status: 'rejected', reason: { reason: 'not_your_claim' } },
    ]);
    expect(await pageEventsOf(record)).toHaveLength(1);
    expect(await pageEventsOf(record, 'bob')).toEqual([]);
  });

  it('an event that turns into something else', async () => {
    const { desk, record } = openPageEventDesk();
    const told = pageEvent();
    await desk.take(ada, told, start + 1100);
    const violation = violationWith({ ...ada, capturedAt: start });
    await record.caseFiles.add(violation);
    for (const other of [
      { ...told, type: 'focus_lost' as const },
      { ...told, eventId: violation.id },
    ]) {
      await expect(desk.take(ada, other, start + 5000)).rejects.toMatchObject({
        reason: 'invalid_message',
      });
    }
    expect(await record.incidents.find(violation.id)).toEqual(violation);
  });
});
