import { expect, it } from 'vitest';
import { ReportMemory, type AgentReport } from './report-memory.ts';

const windowMs = 3000;
const now = 1_000_000;
const report = (capturedAt: number, faces = 1): AgentReport => ({
  capturedAt,
  faces,
  luma: 100,
  difference: 2,
});

function memoryOf(...reports: AgentReport[]): ReportMemory {
  const memory = new ReportMemory(windowMs);
  memory.arrived('a', now - 60_000);
  for (const each of reports) memory.reported('a', each, each.capturedAt);
  return memory;
}

it('tells what was said around a moment, and nothing else', () => {
  const times = [now - 5000, now - 3000, now - 100, now + 3000, now + 3001];
  const { reports } = memoryOf(...times.map((at) => report(at))).about('a', now);
  expect(reports.map(({ capturedAt }) => capturedAt)).toEqual([now - 3000, now - 100, now + 3000]);
});

it('holds an agent to reports that it dates back', () => {
  const memory = memoryOf();
  memory.reported('a', report(now - 600_000), now);
  expect(memory.about('a', now).reports).toEqual([report(now - windowMs)]);
});

it('remembers the latest reports only, of students who are here only', () => {
  const memory = memoryOf(
    ...Array.from({ length: 1000 }, (_, index) => report(now + index / 1000)),
  );
  expect(memory.about('a', now).reports).toHaveLength(8);
  memory.reported('stranger', report(now), now);
  expect(memory.about('stranger', now).reports).toEqual([]);
});

it('remembers troubles and when a second face was claimed', () => {
  const memory = memoryOf();
  expect(memory.about('a', now)).toMatchObject({
    troubled: false,
    secondFaceClaimedAt: null,
    knownForMs: 60_000,
  });
  memory.claimed('a', 'multiple_faces', now - 5);
  memory.claimed('a', 'no_face', now);
  memory.troubled('a', true);
  expect(memory.about('a', now)).toMatchObject({ troubled: true, secondFaceClaimedAt: now - 5 });
  memory.troubled('a', false);
  expect(memory.about('a', now).troubled).toBe(false);
});

it('forgets who leaves; arriving twice changes nothing', () => {
  const memory = memoryOf(report(now));
  memory.arrived('a', now);
  expect(memory.about('a', now).knownForMs).toBe(60_000);
  memory.forget('a');
  memory.arrived('a', now);
  expect(memory.about('a', now)).toEqual({
    reports: [],
    troubled: false,
    knownForMs: 0,
    secondFaceClaimedAt: null,
  });
});
