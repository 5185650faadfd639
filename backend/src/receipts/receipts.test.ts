import { receiptSchema } from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moveTo, requestsOf, satExam, type SatExam } from '../../test-support/after-exam.ts';
import {
  contradictionWith,
  evidenceWith,
  noteWith,
  pageEventWith,
  reviewWith,
  technicalWith,
  violationWith,
} from '../../test-support/incidents.ts';
import { sha256 } from '../../test-support/pictures.ts';
import { TestServer } from '../../test-support/server.ts';
import { attemptFor, examFor } from '../../../shared-types/src/testing/attempts.ts';
import { receiptOf } from './receipt.ts';

describe('what is on a receipt', () => {
  const exam = examFor();
  const attempt = attemptFor({ state: 'submitted', outcome: 'submitted', endedAt: 5000 });
  const witness = evidenceWith();
  const violation = violationWith({
    ...{ id: 'v', capturedAt: 100, review: reviewWith('dismissed', 7, { note: 'A poster.' }) },
    witness: { state: 'taken', evidence: witness, faces: 1 },
  });
  const incidents = [
    noteWith(),
    technicalWith({ id: 't', capturedAt: 300, endedAt: 900 }),
    contradictionWith({ id: 'c', capturedAt: 400 }),
    pageEventWith({ id: 'p', capturedAt: 200 }),
    violation,
  ];
  const appeals = [
    {
      ...{
        id: 'ap',
        examId: 'exam-1',
        attemptId: 'attempt-1',
        incidentId: 'p',
        at: 10,
        text: 'Mum.',
      },
      answer: { at: 20, byStaffId: 'staff-1', byName: 'ida', text: 'Seen.' },
    },
  ];
  const sources = { exam, attempt, incidents, appeals, now: 9000 };

  it('is every incident with its pictures, state and appeal, oldest first, and nobody’s name', () => {
    const receipt = receiptSchema.parse(receiptOf(sources));
    expect(receipt.incidents.map(({ incident }) => [incident.id, incident.lastedMs])).toEqual([
      ['v', 3000],
      ['p', null],
      ['t', 600],
      ['c', null],
    ]);
    expect(receipt.incidents.map(({ review }) => review)).toEqual([
      'dismissed',
      'open',
      null,
      'open',
    ]);
    expect(receipt.incidents[0]).toMatchObject({
      title: "We can't see your face.",
      pictures: [
        { evidenceId: violation.evidence.id, source: 'agent' },
        { evidenceId: witness.id, source: 'witness' },
      ],
      appeal: null,
    });
    expect(receipt.incidents[1]?.appeal).toEqual({
      ...{ id: 'ap', at: 10, text: 'Mum.', answer: { at: 20, text: 'Seen.' } },
    });
    expect(receipt.incidents[3]?.pictures).toHaveLength(2);
    expect(JSON.stringify(receipt)).not.toMatch(/ida|staff|poster/);
    expect(receipt.appealsUntil).toBe(5000 + 14 * 86_400_000);
    expect(receipt.deletion).toEqual({
      picturesAt: exam.closesAt + 30 * 86_400_000,
      recordsAt: exam.closesAt + 365 * 86_400_000,
    });
  });

  it('is as much as the exam shows', () => {
    const shown = (receipt: 'incidents' | 'arrival') =>
      receiptOf({ ...sources, exam: examFor({ studentView: { ...exam.studentView, receipt } }) });
    const { incidents: without } = shown('incidents');
    expect(without).toHaveLength(4);
    expect(without.flatMap(({ pictures }) => pictures)).toEqual([]);
    expect(shown('arrival')).toMatchObject({ incidents: [], appealsUntil: null });
  });
});

describe('a student', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server.close());
  const studentOf = ({ student }: SatExam) =>
    requestsOf(server, { authorization: `Bearer ${student.enrolment.token}` });
  const pictureOf = ({ confirmation: { incidentId, evidence } }: SatExam) =>
    `/api/student/incidents/${incidentId}/pictures/${evidence.id}`;

  it('reads the receipt and looks at its pictures once the attempt is over', async () => {
    const exam = await satExam(server);
    const student = studentOf(exam);
    const receipt = await student.must(receiptSchema, 'GET', '/api/student/receipt');
    expect(receipt.attempt).toMatchObject({ id: exam.student.attemptId, outcome: 'submitted' });
    expect(receipt.incidents).toMatchObject([
      { incident: { id: exam.confirmation.incidentId, type: 'no_face' }, review: 'open' },
    ]);
    const picture = await student.send('GET', pictureOf(exam));
    expect(picture.headers.get('cache-control')).toBe('private, no-store');
    const bytes = Buffer.from(await picture.arrayBuffer());
    expect(sha256(bytes)).toBe(exam.confirmation.evidence.sha256);
  });

  it('waits for the end', async () => {
    const exam = await satExam(server);
    await moveTo(server, exam.student.attemptId, 'in_progress');
    for (const address of ['/api/student/receipt', pictureOf(exam)]) {
      expect(await studentOf(exam).refused('GET', address)).toEqual([409, 'not_over']);
    }
  });

  it('is shown no pictures where the exam does not show them', async () => {
    for (const receipt of ['incidents', 'arrival'] as const) {
      const exam = await satExam(server, { receipt });
      expect(await studentOf(exam).refused('GET', pictureOf(exam))).toEqual([403, 'not_shown']);
    }
  });

  it('sees nothing of anybody else', async () => {
    const [exam, other] = [await satExam(server), await satExam(server)];
    const student = studentOf(other);
    const { incidentId } = other.confirmation;
    const strange = [
      pictureOf(exam),
      `/api/student/incidents/${incidentId}/pictures/${exam.confirmation.evidence.id}`,
      `/api/student/incidents/${incidentId}/pictures/..%2Ftoken-secret`,
    ];
    for (const address of strange) {
      expect(await student.refused('GET', address)).toEqual([404, 'not_found']);
    }
    const { incidents } = await student.must(receiptSchema, 'GET', '/api/student/receipt');
    expect(incidents.map(({ incident }) => incident.id)).toEqual([incidentId]);
    expect(await requestsOf(server, {}).refused('GET', '/api/student/receipt')).toEqual([
      401,
      'token_missing',
    ]);
    const forged = requestsOf(server, { authorization: 'Bearer abc.def.ghi' });
    expect(await forged.refused('GET', '/api/student/receipt')).toEqual([401, 'token_forged']);
  });
});
