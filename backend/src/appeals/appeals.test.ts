import {
  appealSchema,
  attemptReplySchema,
  receiptAppealSchema,
  reviewReplySchema,
} from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  audited,
  moveTo,
  requestsOf,
  satExam,
  type SatExam,
} from '../../test-support/after-exam.ts';
import { technicalWith, noteWith } from '../../test-support/incidents.ts';
import { TestServer } from '../../test-support/server.ts';
import { openLog, Refusal } from '../ops/index.ts';
import { AppealDesk } from './appeal-desk.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ INVIGIL_APPEALS_PER_MINUTE: '8' });
});
afterAll(() => server.close());

const words = 'My sister came in and went out again.';
const appealOf = (incidentId: string) => `/api/student/incidents/${incidentId}/appeal`;
const studentOf = (exam: SatExam) =>
  requestsOf(server, { authorization: `Bearer ${exam.student.enrolment.token}` });
const staffOf = (exam: SatExam) => requestsOf(server, { cookie: exam.cookie });
const fileOne = (exam: SatExam, text = words) =>
  studentOf(exam).must(receiptAppealSchema, 'PUT', appealOf(exam.confirmation.incidentId), {
    text,
  });

describe('a student', () => {
  it('answers an incident in their own words, and staff read it beside the incident', async () => {
    const exam = await satExam(server);
    const filed = await fileOne(exam, `  ${words} `);
    expect(filed).toMatchObject({ text: words, answer: null });
    const { appeals } = await server.detail(exam.student.attemptId, exam.cookie);
    expect(appeals).toEqual([
      {
        ...filed,
        examId: exam.exam.id,
        attemptId: exam.student.attemptId,
        incidentId: exam.confirmation.incidentId,
      },
    ]);
    const [entry] = await audited(server, exam, 'appeal_filed');
    expect(entry).toMatchObject({ who: { kind: 'student' }, attemptId: exam.student.attemptId });
    expect(entry?.particulars?.detail).toMatchObject({ appealId: filed.id, again: false });
    // What somebody says for themselves is in the store, and nowhere else.
    expect(JSON.stringify([server.lines, entry])).not.toContain('sister');
  });

  it('changes what they said until it is answered', async () => {
    const exam = await satExam(server);
    const first = await fileOne(exam);
    const again = await fileOne(exam, 'It was the cat.');
    expect(again).toMatchObject({ id: first.id, text: 'It was the cat.' });
    const answer = { text: 'We saw the cat.' };
    const answered = await staffOf(exam).must(
      appealSchema,
      ...(['POST', `/api/appeals/${first.id}/answer`, answer] as const),
    );
    expect(answered).toMatchObject({ answer: { text: 'We saw the cat.' } });
    const late = await studentOf(exam).refused('PUT', appealOf(exam.confirmation.incidentId), {
      text: 'And a dog.',
    });
    expect(late).toEqual([409, 'appeal_answered']);
    const { appeals } = await server.detail(exam.student.attemptId, exam.cookie);
    expect(appeals).toEqual([answered]);
  });

  it('opens a review again that was closed', async () => {
    const exam = await satExam(server);
    await moveTo(server, exam.student.attemptId, 'closed');
    await fileOne(exam);
    const { attempt } = await server.detail(exam.student.attemptId, exam.cookie);
    expect(attempt.state).toBe('under_review');
  });

  it('answers what is nobody’s fault, too, but no note', async () => {
    const exam = await satExam(server);
    const { incidents } = server.running.stores;
    const somebody = { attemptId: exam.student.attemptId, examId: exam.exam.id };
    const [technical, note] = [technicalWith(somebody), noteWith(somebody)];
    await incidents.add(technical);
    await incidents.add(note);
    const student = studentOf(exam);
    await student.must(receiptAppealSchema, 'PUT', appealOf(technical.id), { text: words });
    expect(await student.refused('PUT', appealOf(note.id), { text: words })).toEqual([
      404,
      'unknown_incident',
    ]);
  });

  it('cannot answer what is not theirs, nor change it', async () => {
    const [exam, other] = [await satExam(server), await satExam(server)];
    await fileOne(exam);
    const refused = await studentOf(other).refused('PUT', appealOf(exam.confirmation.incidentId), {
      text: 'Somebody else’s.',
    });
    expect(refused).toEqual([404, 'unknown_incident']);
    const { appeals } = await server.detail(exam.student.attemptId, exam.cookie);
    expect(appeals).toMatchObject([{ text: words }]);
    const nobody = requestsOf(server, {});
    const address = appealOf(exam.confirmation.incidentId);
    expect(await nobody.refused('PUT', address, { text: words })).toEqual([401, 'token_missing']);
    const staff = staffOf(exam);
    expect(await staff.refused('PUT', address, { text: words })).toEqual([401, 'token_missing']);
  });

  it.each<[string, unknown]>([
    ['no text', {}],
    ['an empty text', { text: '  ' }],
    ['a text that is too long', { text: 'x'.repeat(2001) }],
    ['something else', { text: 7 }],
  ])('is told where it holds %s', async (_what, body) => {
    const exam = await satExam(server);
    const refused = await studentOf(exam).refused(
      ...(['PUT', appealOf(exam.confirmation.incidentId), body] as const),
    );
    expect(refused).toEqual([400, 'invalid_message']);
  });

  it('is held back where they write again and again', async () => {
    const exam = await satExam(server);
    for (let times = 0; times < 8; times += 1) await fileOne(exam, `${times}`);
    const address = appealOf(exam.confirmation.incidentId);
    const refused = await studentOf(exam).refused('PUT', address, { text: 'More.' });
    expect(refused).toEqual([429, 'rate_limited']);
  });
});

describe('an appeal is refused', () => {
  const refusedIn = async (exam: SatExam) =>
    studentOf(exam).refused('PUT', appealOf(exam.confirmation.incidentId), { text: words });

  it('while the exam is sat', async () => {
    const exam = await satExam(server);
    await moveTo(server, exam.student.attemptId, 'in_progress');
    expect(await refusedIn(exam)).toEqual([409, 'not_over']);
  });

  it('where the exam shows students nothing, or does not ask them', async () => {
    const arrival = await satExam(server, { receipt: 'arrival' });
    expect(await refusedIn(arrival)).toEqual([403, 'not_shown']);
    expect(await refusedIn(await satExam(server, { appealDays: 0 }))).toEqual([
      409,
      'appeal_closed',
    ]);
  });

  it('once the time for it is over', async () => {
    const exam = await satExam(server, { appealDays: 2 });
    const endedAt = Date.now() - 2 * 86_400_000 - 1000;
    await server.running.stores.attempts.update(exam.student.attemptId, { endedAt });
    expect(await refusedIn(exam)).toEqual([409, 'appeal_closed']);
    await server.running.stores.attempts.update(exam.student.attemptId, {
      endedAt: endedAt + 5000,
    });
    await fileOne(exam);
  });
});

describe('an answer', () => {
  it('is given once, also by two at once, and on record', async () => {
    const exam = await satExam(server);
    const { id } = await fileOne(exam);
    const address = `/api/appeals/${id}/answer`;
    const staff = staffOf(exam);
    const both = await Promise.all(
      ['Yes.', 'No.'].map((text) => staff.send('POST', address, { text })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await audited(server, exam, 'appeal_answered')).toHaveLength(1);
    expect(await staff.refused('POST', address, { text: 'Perhaps.' })).toEqual([
      409,
      'appeal_answered',
    ]);
  });

  it('is for staff, of an appeal that there is', async () => {
    const exam = await satExam(server);
    const answer = { text: 'Yes.' };
    const { id } = await fileOne(exam);
    const asked = (who: typeof staffOf, appeal: string, body: unknown) =>
      who(exam).refused('POST', `/api/appeals/${appeal}/answer`, body);
    expect(await asked(studentOf, id, answer)).toEqual([401, 'not_signed_in']);
    expect(await asked(staffOf, 'none', answer)).toEqual([404, 'unknown_appeal']);
    expect(await asked(staffOf, '%00', answer)).toEqual([404, 'unknown_appeal']);
    expect(await asked(staffOf, id, { text: '' })).toEqual([400, 'invalid_message']);
  });
});

describe('a review', () => {
  it('cannot be closed while an appeal waits, nor be closed under one that comes', async () => {
    const exam = await satExam(server);
    const { attemptId } = exam.student;
    await moveTo(server, attemptId, 'under_review');
    const staff = staffOf(exam);
    await staff.must(
      reviewReplySchema,
      ...([
        'PUT',
        `/api/incidents/${exam.confirmation.incidentId}/review`,
        { event: 'accept' },
      ] as const),
    );
    const [closing] = await Promise.all([
      staff.send('POST', `/api/attempts/${attemptId}/close`),
      fileOne(exam),
    ]);
    expect([200, 409]).toContain(closing.status);
    const { attempt, appeals } = await server.detail(attemptId, exam.cookie);
    expect(attempt.state).toBe('under_review');
    const close = ['POST', `/api/attempts/${attemptId}/close`] as const;
    expect(await staff.refused(...close)).toEqual([409, 'review_unfinished']);
    await staff.send('POST', `/api/appeals/${appeals[0]?.id ?? ''}/answer`, { text: 'Seen.' });
    const { attempt: closed } = await staff.must(attemptReplySchema, ...close);
    expect(closed.state).toBe('closed');
  });
});

it('of a student who is erased at that moment is not kept', async () => {
  const exam = await satExam(server);
  const { attemptId } = exam.student;
  const { appeals, attempts, exams, incidents } = server.running.stores;
  const erased = () =>
    staffOf(exam).send('POST', `/api/attempts/${attemptId}/erase`, { reason: 'Asked for.' });
  const desk = new AppealDesk({
    store: {
      ...appeals,
      // Everything was in order when it was looked at.
      file: async (appeal) => {
        expect((await erased()).status).toBe(200);
        return appeals.file(appeal);
      },
    },
    attempts: {
      get: async (id) => {
        const attempt = await attempts.find(id);
        if (attempt === null) throw new Refusal('unknown_attempt');
        return attempt;
      },
      appeal: () => Promise.reject(new Error('nobody closed it')),
    },
    findExam: (id) => exams.find(id),
    findIncident: (id) => incidents.find(id),
    audit: { write: () => expect.unreachable('nothing was filed') },
    log: openLog('silent'),
  });
  const { incidentId } = exam.confirmation;
  await expect(desk.file(attemptId, incidentId, words, Date.now())).rejects.toMatchObject({
    reason: 'unknown_attempt',
  });
  expect(await appeals.listByAttempt(attemptId)).toEqual([]);
});
