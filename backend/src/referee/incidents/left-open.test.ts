import { defaultPolicy } from '@invigil/shared-types';
import { expect, it } from 'vitest';
import {
  noteWith,
  pageEventWith,
  technicalWith,
  violationWith,
} from '../../../test-support/incidents.ts';
import { openRecord, type OnRecord } from '../../../test-support/on-record.ts';
import { closeLeftOpen } from './left-open.ts';
import { MemoryLedger } from '../ledger/memory-ledger.ts';
import { PageEventDesk } from './page-event-desk.ts';
import { TechnicalDesk } from './technical-desk.ts';

const start = 1_700_000_000_000;
const ada = { attemptId: 'ada', examId: 'exam' };
const bob = { attemptId: 'bob', examId: 'exam' };

const nobodyIsOver = (): boolean => false;

function desksOn(record: OnRecord) {
  const ports = {
    ...record,
    ledger: new MemoryLedger(),
    serverTime: (_attemptId: string, time: number) => time,
  };
  const options = { clockToleranceMs: 2000, claimMaxAgeMs: 600_000, ledgerExpiryMs: 3_600_000 };
  return { pageEvents: new PageEventDesk(ports, options), technical: new TechnicalDesk(record) };
}

it('what a crash left open lasted until the server last put something on record', async () => {
  const record = openRecord(defaultPolicy);
  const hidden = pageEventWith({ ...ada, capturedAt: start, recordedAt: start + 1000 });
  const muted = technicalWith({ ...bob, capturedAt: start + 4000 });
  const over = pageEventWith({ ...bob, capturedAt: start, durationMs: 2000 });
  const last = violationWith({ ...bob, capturedAt: start + 50_000, confirmedAt: start + 60_000 });
  const noted = noteWith({ ...bob, capturedAt: start + 2000 });
  const elsewhere = technicalWith({ attemptId: 'eve', examId: 'other', capturedAt: start });
  for (const incident of [hidden, muted, over, last, noted, elsewhere])
    await record.caseFiles.add(incident);

  const restarted = record.afterRestart();
  await closeLeftOpen(
    await restarted.incidents.listByExam('exam'),
    desksOn(restarted),
    nobodyIsOver,
  );
  expect(await restarted.caseFiles.incidents('ada')).toEqual([{ ...hidden, durationMs: 60_000 }]);
  expect(new Set(await restarted.caseFiles.incidents('bob'))).toEqual(
    new Set([{ ...muted, endedAt: start + 60_000 }, over, last, noted]),
  );
  expect(await restarted.incidents.find(elsewhere.id)).toEqual(elsewhere);

  // The agent was there all the time, and tells how long it really was.
  const { pageEvents } = desksOn(restarted);
  const told = { eventId: hidden.id, type: hidden.type, startedAt: start, durationMs: 90_000 };
  await pageEvents.take(ada, told, start + 90_000);
  expect(await restarted.incidents.find(hidden.id)).toMatchObject({ durationMs: 90_000 });
});

it('nothing is done where nothing is open', async () => {
  const record = openRecord();
  await record.caseFiles.add(violationWith(ada));
  await closeLeftOpen(await record.incidents.listByExam('exam'), desksOn(record), nobodyIsOver);
  await closeLeftOpen(new Map(), desksOn(record), nobodyIsOver);
  expect(record.lines).toEqual([]);
});

it('the gap of a student who was away goes on, unless the attempt is over', async () => {
  const record = openRecord();
  const gone = technicalWith({ ...ada, type: 'away', cause: null, capturedAt: start });
  const lost = technicalWith({ ...ada, type: 'network_lost', cause: null, capturedAt: start });
  const blocked = technicalWith({
    ...ada,
    ...{ type: 'network_lost', cause: 'media_unavailable', capturedAt: start },
  });
  const over = technicalWith({ ...bob, type: 'away', cause: null, capturedAt: start + 4000 });
  for (const incident of [gone, lost, blocked, over]) await record.caseFiles.add(incident);
  const restarted = record.afterRestart();
  const incidents = await restarted.incidents.listByExam('exam');
  await closeLeftOpen(incidents, desksOn(restarted), (attemptId) => attemptId === 'bob');
  expect(new Set(await restarted.caseFiles.incidents('ada'))).toEqual(
    new Set([gone, lost, { ...blocked, endedAt: start + 4000 }]),
  );
  expect(await restarted.caseFiles.incidents('bob')).toEqual([{ ...over, endedAt: start + 4000 }]);
});
