import { describe, expect, it } from 'vitest';
import { studentViewSchema, type StudentView } from './student-view.ts';
import { contradictionKinds, type Incident } from './incident.ts';
import { pageEventTypes } from './page-events.ts';
import { contradictionType } from './policy.ts';
import { receiptSentences, receiptWordingOf } from './receipt-words.ts';
import { notReviewed } from './review.ts';
import { appealRequestSchema, appealsUntil, isShownToStudents } from './student.ts';
import { technicalTypes } from './technical.ts';
import { examFor } from './testing/attempts.ts';

const day = 86_400_000;

describe('until when a student can answer', () => {
  const until = (view: Partial<StudentView>, endedAt: number | null = 1000) =>
    appealsUntil(examFor({ studentView: studentViewSchema.parse(view) }), { endedAt });

  it('is so many days after their own end', () => {
    expect(until({})).toBe(1000 + 14 * day);
    expect(until({ appealDays: 1, receipt: 'incidents' })).toBe(1000 + day);
    expect(until({ appealDays: 1 }, null)).toBe(examFor().closesAt + day);
  });

  it('is never where the exam does not ask, or shows nothing to answer', () => {
    expect(until({ appealDays: 0 })).toBeNull();
    expect(until({ receipt: 'arrival' })).toBeNull();
  });
});

it('an appeal says something, and not too much', () => {
  const read = (text: string) => appealRequestSchema.safeParse({ text }).success;
  expect([read('x'), read('x'.repeat(2000))]).toEqual([true, true]);
  expect([read('  '), read('x'.repeat(2001))]).toEqual([false, false]);
});

describe('what a student is shown', () => {
  const of = { id: 'i', attemptId: 'a', examId: 'x', capturedAt: 1 };
  const judged = { policyVersion: 1, review: notReviewed };
  const evidence = {
    ...{ id: 'e', sha256: 'a'.repeat(64), bytes: 1, width: 1, height: 1, capturedAt: 0 },
  };
  const look = { evidence, saw: 2, said: 1 };
  const titles = [
    ...pageEventTypes.map((type): Incident => ({
      ...{ ...of, ...judged, kind: 'page_event', type },
      ...{ durationMs: null, ttlMs: 1, recordedAt: 1 },
    })),
    ...contradictionKinds.map((contradiction): Incident => ({
      ...{ ...of, ...judged, kind: 'contradiction', type: contradictionType, contradiction },
      ...{ looks: [look, look], recordedAt: 1 },
    })),
    ...technicalTypes.map((type): Incident => ({
      ...{ ...of, kind: 'technical', type, cause: null, endedAt: null, detector: null },
    })),
  ].map((incident) =>
    isShownToStudents(incident) ? receiptSentences[receiptWordingOf(incident)] : '',
  );

  it('has a title of its own for each, that accuses nobody', () => {
    expect(new Set(titles).size).toBe(titles.length);
    for (const title of titles) {
      expect(title).toMatch(/^[A-Z].{10,}\.$/);
      expect(title).not.toMatch(/cheat|suspicio|fraud|violat|!/i);
    }
  });

  it('is everything but notes', () => {
    const note: Incident = { ...of, kind: 'note', type: 'calibrated', again: false, boxes: [] };
    expect(isShownToStudents(note)).toBe(false);
  });
});
