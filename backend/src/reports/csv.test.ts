import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import { pageEventWith, violationWith } from '../../test-support/incidents.ts';
import { appealWith, reportWith } from '../../test-support/reports.ts';
import { examCsv, incidentsCsv } from './csv.ts';

function parsed(text: string): Record<string, string>[] {
  expect(text.startsWith('\uFEFF')).toBe(true);
  const { data, errors } = papaparse.parse<Record<string, string>>(text.slice(1), {
    header: true,
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  return data;
}

describe('the incidents of an attempt as CSV', () => {
  it('are a line each, and no formula', () => {
    const first = violationWith({ id: 'v', capturedAt: 1_764_835_200_000 });
    const report = reportWith({
      incidents: [first, pageEventWith({ capturedAt: first.capturedAt + 60_000 })],
      appeals: [appealWith({ incidentId: 'v', text: '=cmd|\'/C calc\'!A0 "quoted",\nand more' })],
    });
    const lines = parsed(incidentsCsv(report));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      number: '1',
      time_utc: '2025-12-04T08:00:00.000Z',
      time_exam: '4 December 2025, 09:00:00 (UTC+1)',
      title: 'No face',
      points: '8',
      score_after: '8',
      appeal: "'=cmd|'/C calc'!A0 \"quoted\",\nand more",
    });
    for (const line of lines) {
      for (const cell of Object.values(line)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }
  });

  it('are a head alone where there are none', () => {
    const text = incidentsCsv(reportWith());
    expect(text).toMatch(/^\uFEFFnumber,time_utc,/);
    expect(text.trimEnd().split('\n')).toHaveLength(1);
  });
});

it('neutralises formulas in the names of an exam', () => {
  const { exam, attempt, builtAt } = reportWith();
  const line = {
    attempt: { ...attempt, studentName: '=HYPERLINK("http://x")', room: '+1', studentNumber: '-2' },
    ...{ score: 8, level: 'clear' as const, incidents: 1, accepted: 0, dismissed: 0, open: 1 },
    ...{ technical: 0, appeals: 0 },
  };
  const report = {
    format: 1 as const,
    builtAt,
    exam,
    policyVersion: 1,
    lines: [line],
    levels: [],
    types: [],
  };
  expect(parsed(examCsv(report))[0]).toMatchObject({
    student: '\'=HYPERLINK("http://x")',
    room: "'+1",
    number: "'-2",
    outcome: 'Handed in',
    ended_utc: '2026-12-04T09:00:00.000Z',
  });
});
