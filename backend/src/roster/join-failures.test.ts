import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditRecord } from '../audit/index.ts';
import { JoinFailures } from './join-failures.ts';

const everyMs = 60_000;
let written: AuditRecord[];
let failures: JoinFailures;
beforeEach(() => {
  vi.useFakeTimers();
  written = [];
  failures = new JoinFailures({ write: (record) => void written.push(record) }, everyMs);
});
afterEach(() => {
  vi.useRealTimers();
});
const counted = () => written.map(({ examId, detail }) => [examId, detail]);

describe('wrong codes', () => {
  it('within a while are one entry for each exam, at its end', () => {
    for (const examId of ['physics', 'physics', 'latin', 'physics']) failures.add(examId);
    vi.advanceTimersByTime(everyMs - 1);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(counted()).toEqual([
      ['physics', { failures: 3 }],
      ['latin', { failures: 1 }],
    ]);
    failures.add('physics');
    vi.advanceTimersByTime(everyMs);
    expect(counted().at(-1)).toEqual(['physics', { failures: 1 }]);
  });

  it('that wait are on record at the end, once', () => {
    failures.add('physics');
    failures.close();
    failures.close();
    vi.advanceTimersByTime(everyMs);
    expect(counted()).toEqual([['physics', { failures: 1 }]]);
  });
});
