import { contactSheetSchema, defaultPolicy, type Incident } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { examRecordOf } from '../../test-support/exam-record.ts';
import {
  noteWith,
  pageEventWith,
  reviewWith,
  technicalWith,
  violationWith,
} from '../../test-support/incidents.ts';
import { contactSheet } from './contact-sheet.ts';

const all = { limit: 200 };
const at = 1_700_000_000_000;
const incidents: Record<string, Incident[]> = {
  ann: [
    violationWith({ id: 'ann-no-2', capturedAt: at + 2 }),
    violationWith({ id: 'ann-no-1', capturedAt: at + 1 }),
    pageEventWith({ id: 'ann-hidden' }),
    technicalWith(),
    noteWith(),
  ],
  ben: [
    violationWith({ id: 'ben-faces', type: 'multiple_faces' }),
    violationWith({ id: 'ben-no', review: reviewWith('dismissed') }),
  ],
  cem: [violationWith({ id: 'cem-face', type: 'identity_mismatch' })],
};
const recordWith = (change: (incident: Incident) => Incident = (incident) => incident) =>
  examRecordOf(
    Object.fromEntries(
      Object.entries(incidents).map(([id, own]) => [id, { incidents: own.map(change) }]),
    ),
  );
const ids = (sheet: ReturnType<typeof contactSheet>) =>
  sheet.items.map(({ incident }) => incident.id);

describe('the contact sheet', () => {
  it('has like incidents together, the gravest first, by student and time', () => {
    const sheet = contactSheetSchema.parse(contactSheet(recordWith(), all, 's'));
    expect(ids(sheet)).toEqual([
      'cem-face',
      'ben-faces',
      'ben-no',
      'ann-no-1',
      'ann-no-2',
      'ann-hidden',
    ]);
    expect(sheet.items[0]).toMatchObject({ studentName: 'cem', appeal: null });
    expect(sheet.next).toBeNull();
  });

  it('shows what is asked for', () => {
    const of = (query: Parameters<typeof contactSheet>[1]) =>
      ids(contactSheet(recordWith(), query, 's'));
    expect(of({ ...all, type: 'no_face' })).toEqual(['ben-no', 'ann-no-1', 'ann-no-2']);
    expect(of({ ...all, attemptId: 'ben' })).toEqual(['ben-faces', 'ben-no']);
    expect(of({ ...all, state: 'dismissed' })).toEqual(['ben-no']);
    expect(of({ ...all, state: 'open', attemptId: 'ben' })).toEqual(['ben-faces']);
    expect(of({ ...all, attemptId: 'nobody' })).toEqual([]);
  });

  it('of what is open shows two people different things where the exam asks for two', () => {
    const first = reviewWith('accepted');
    const record = examRecordOf(
      {
        ann: {
          incidents: [violationWith({ review: { ...first, state: 'open' } }), violationWith()],
        },
      },
      { ...defaultPolicy, reviewers: 2 },
    );
    const open = (staffId: string) =>
      contactSheet(record, { ...all, state: 'open' }, staffId).items;
    expect(open('s')).toHaveLength(1);
    expect(open('t')).toHaveLength(2);
  });

  it('misses nothing and shows nothing twice while people decide between two pages', () => {
    const decided = new Set<string>();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const now = recordWith((incident) =>
        'review' in incident && decided.has(incident.id)
          ? { ...incident, review: reviewWith('dismissed') }
          : incident,
      );
      const page = contactSheet(now, { limit: 2, cursor, state: 'open' }, 's');
      for (const id of ids(page)) {
        seen.push(id);
        decided.add(id);
      }
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(['cem-face', 'ben-faces', 'ann-no-1', 'ann-no-2', 'ann-hidden']);
  });

  it('shows beside an incident what its student says', () => {
    const appeal = {
      ...{ id: 'appeal', examId: 'exam-1', attemptId: 'ben', incidentId: 'ben-no' },
      ...{ at: 1, text: 'It was the cat.', answer: null },
    };
    const record = examRecordOf({ ben: { incidents: incidents['ben'] ?? [], appeals: [appeal] } });
    const { items } = contactSheet(record, all, 's');
    expect(items.map((item) => item.appeal?.id ?? null)).toEqual([null, 'appeal']);
  });
});
