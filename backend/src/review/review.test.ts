import { randomUUID } from 'node:crypto';
import {
  attemptReplySchema,
  contactSheetSchema,
  defaultPolicy,
  precisionListSchema,
  reviewQueueSchema,
  reviewReplySchema,
  roles,
  whatIfReplySchema,
  type Role,
} from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audited, moveTo, requestsOf, satExam } from '../../test-support/after-exam.ts';
import { pageEventWith, violationWith } from '../../test-support/incidents.ts';
import { TestServer } from '../../test-support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ INVIGIL_PRECISION_DECISIONS: '1' });
});
afterAll(() => server.close());

async function reviewed() {
  const exam = await satExam(server);
  const as = requestsOf(server, { cookie: exam.cookie });
  const { attemptId } = exam.student;
  const of = (path: string) => `/api/exams/${exam.exam.id}/${path}`;
  const decide = (incidentId: string, event: string) =>
    as.must(reviewReplySchema, 'PUT', `/api/incidents/${incidentId}/review`, { event });
  return { exam, as, attemptId, of, decide, incidentId: exam.confirmation.incidentId };
}

describe('reviewing', () => {
  it('goes from the queue over the contact sheet to the end, and is measured', async () => {
    const { exam, as, attemptId, of, decide, incidentId } = await reviewed();
    const before = await as.must(reviewQueueSchema, 'GET', of('reviews'));
    expect(before.items).toMatchObject([
      { attempt: { id: attemptId, state: 'submitted' }, score: 8, open: 1, openForMe: 1 },
    ]);
    expect(before.progress).toMatchObject({ students: 1, settled: 0, decided: 0, effort: null });
    const sheet = await as.must(contactSheetSchema, 'GET', of('incidents?state=open&limit=1'));
    expect(sheet).toMatchObject({ items: [{ incident: { id: incidentId } }], next: null });

    await decide(incidentId, 'dismiss');
    const path = `/api/attempts/${attemptId}`;
    for (const effort of [
      { keystrokes: 2, activeMs: 4000 },
      { keystrokes: 1, activeMs: 500 },
    ]) {
      expect((await as.send('POST', `${path}/review-effort`, effort)).status).toBe(204);
    }
    const after = await as.must(reviewQueueSchema, 'GET', of('reviews'));
    expect(after.items).toMatchObject([{ score: 0, open: 0 }]);
    expect(after.progress).toMatchObject({
      ...{ settled: 1, decided: 1, closed: 0 },
      effort: { keystrokes: 3, seconds: 4.5, students: 1 },
    });
    expect(await as.must(contactSheetSchema, 'GET', of('incidents?state=open'))).toMatchObject({
      items: [],
    });
    const { detectors } = await as.must(precisionListSchema, 'GET', of('precision'));
    expect(detectors).toEqual([
      {
        ...{ type: 'no_face', accepted: 0, dismissed: 1, unsure: 0, open: 0, precision: 0 },
        suggestion: { kind: 'off', spares: 1 },
      },
    ]);

    await moveTo(server, attemptId, 'under_review');
    const closed = await as.must(attemptReplySchema, 'POST', `${path}/close`);
    expect(closed.attempt).toMatchObject({ id: attemptId, state: 'closed' });
    await as.must(attemptReplySchema, 'POST', `${path}/close`);
    expect(await audited(server, exam, 'review_closed')).toMatchObject([{ attemptId }]);
    const late = ['PUT', `/api/incidents/${incidentId}/review`, { event: 'accept' }] as const;
    expect(await as.refused(...late)).toEqual([409, 'not_reviewable']);

    const open = await as.must(attemptReplySchema, 'POST', `${path}/reopen`);
    expect(open.attempt.state).toBe('under_review');
    await as.must(attemptReplySchema, 'POST', `${path}/reopen`);
    expect(await audited(server, exam, 'review_reopened')).toHaveLength(1);
    expect((await decide(incidentId, 'accept')).score.value).toBe(8);
  });

  it('is not closed while something is undecided, nor before there is a report', async () => {
    const { as, attemptId, decide, incidentId } = await reviewed();
    const close = ['POST', `/api/attempts/${attemptId}/close`] as const;
    await moveTo(server, attemptId, 'under_review');
    expect(await as.refused(...close)).toEqual([409, 'review_unfinished']);
    await decide(incidentId, 'doubt');
    await moveTo(server, attemptId, 'submitted');
    expect(await as.refused(...close)).toEqual([409, 'action_not_possible']);
    const reopen = ['POST', `/api/attempts/${attemptId}/reopen`] as const;
    expect(await as.refused(...reopen)).toEqual([409, 'action_not_possible']);
    await moveTo(server, attemptId, 'in_progress');
    expect(await as.refused(...close)).toEqual([409, 'not_over']);
  });

  it('asks two people where the exam does', async () => {
    const { exam, as, attemptId, of, decide, incidentId } = await reviewed();
    const policy = { from: 1, policy: { ...defaultPolicy, reviewers: 2 } };
    expect((await as.send('PUT', of('policy'), policy)).status).toBe(200);
    expect((await decide(incidentId, 'accept')).incident).toMatchObject({
      review: { state: 'open' },
    });
    const mine = await as.must(reviewQueueSchema, 'GET', of('reviews'));
    expect(mine.items).toMatchObject([{ open: 1, openForMe: 0 }]);

    const name = `noor-${randomUUID()}`;
    const { password } = await server.running.createStaff(name, 'reviewer');
    const noor = requestsOf(server, { cookie: await server.signIn(name, password) });
    const hers = await noor.must(reviewQueueSchema, 'GET', of('reviews'));
    expect(hers.items).toMatchObject([{ open: 1, openForMe: 1 }]);
    const word = { event: 'accept', note: 'Nobody there.' };
    const reply = await noor.must(
      reviewReplySchema,
      ...(['PUT', `/api/incidents/${incidentId}/review`, word] as const),
    );
    expect(reply.incident).toMatchObject({ review: { state: 'accepted', votes: [{}, {}] } });
    expect(await audited(server, exam, 'incident_reviewed')).toMatchObject([
      { particulars: { detail: { said: 'accepted', state: 'open' } } },
      { particulars: { detail: { said: 'accepted', state: 'accepted', note: 'Nobody there.' } } },
    ]);
    const { incidents } = await server.detail(attemptId, exam.cookie);
    expect(incidents.find(({ id }) => id === incidentId)).toMatchObject({
      review: { staffName: name },
    });
  });
});

describe('a word that another reviewer has yet to say', () => {
  /** Two have to agree; ida has spoken, noor and kim have not. */
  async function halfDecided() {
    const { exam, as, attemptId, of, incidentId } = await reviewed();
    const policy = { from: 1, policy: { ...defaultPolicy, reviewers: 2 } };
    expect((await as.send('PUT', of('policy'), policy)).status).toBe(200);
    const put = ['PUT', `/api/incidents/${incidentId}/review`] as const;
    const say = (who: Requests, event: string, note = 'An empty chair.') =>
      who.must(reviewReplySchema, ...put, { event, note });
    await say(as, 'accept');
    const one = async (role: Role) => {
      const name = `r-${randomUUID()}`;
      const { password } = await server.running.createStaff(name, role);
      return requestsOf(server, { cookie: await server.signIn(name, password) });
    };
    const path = `/api/attempts/${attemptId}`;
    const addresses = {
      'on the contact sheet': of('incidents'),
      'beside the attempt': path,
      'in how the score came about': `${path}/explain`,
    };
    const told = async (who: Requests, where: string): Promise<string> => {
      const response = await who.send('GET', where);
      expect(response.status).toBe(200);
      return response.text();
    };
    return { exam, as, of, incidentId, say, one, addresses, told, path };
  }
  type Requests = ReturnType<typeof requestsOf>;
  /** What would give it away: who, which way, and why. */
  const givesAway = /"accepted"|Accepted|empty chair/;

  it.each(roles)('is not told to somebody who is %s', async (role) => {
    const { as, addresses, told, one, incidentId, of } = await halfDecided();
    const noor = await one(role);
    for (const [where, address] of Object.entries(addresses)) {
      expect(await told(as, address), where).toMatch(givesAway);
      const hers = await told(noor, address);
      expect(hers, where).not.toMatch(givesAway);
      if (where !== 'in how the score came about') expect(hers, where).toContain('"withheld":1');
    }
    for (const state of ['accepted', 'dismissed', 'unsure']) {
      expect(await told(noor, of(`incidents?state=${state}`))).toContain('"items":[]');
    }
    expect(await told(noor, of('incidents?state=open'))).toContain(incidentId);
  });

  it('is told once they have said theirs, and not any more once they take it back', async () => {
    const { say, one, told, addresses } = await halfDecided();
    const [noor, kim] = [await one('reviewer'), await one('reviewer')];
    const { incident } = await say(noor, 'dismiss', 'A poster.');
    expect(incident).toMatchObject({ review: { votes: [{ note: 'An empty chair.' }, {}] } });
    for (const address of Object.values(addresses)) {
      expect(await told(noor, address)).toMatch(givesAway);
      // They do not agree: a third one is asked, and is told no more than the second one was.
      expect(await told(kim, address)).not.toMatch(/"(accepted|dismissed|unsure)"|chair|poster/);
    }
    const { incident: taken } = await say(noor, 'reopen', '');
    expect(taken).toMatchObject({ review: { state: 'open', votes: [], withheld: 1 } });
  });

  it('is told to everybody once it is decided', async () => {
    const { say, one, told, addresses } = await halfDecided();
    const [noor, kim] = [await one('reviewer'), await one('reviewer')];
    await say(noor, 'accept');
    for (const address of Object.values(addresses)) {
      expect(await told(kim, address)).toMatch(givesAway);
    }
  });

  it('is in no report before it is decided', async () => {
    const { as, say, one, told, path } = await halfDecided();
    for (const kind of ['json', 'csv', 'html']) {
      const report = await told(as, `${path}/report.${kind}`);
      expect(report, kind).not.toMatch(/"accepted"|Accepted by|empty chair/);
      if (kind === 'html') expect(report).toContain('1 person spoke');
    }
    await say(await one('reviewer'), 'accept');
    expect(await told(as, `${path}/report.html`)).toMatch(/Accepted by .*An empty chair/);
  });

  it('is not on any wall', async () => {
    const { exam, say, one, incidentId } = await halfDecided();
    const wall = await server.connectWall({ cookie: exam.cookie });
    await wall.must('wall:watch', { examId: exam.exam.id });
    await say(await one('reviewer'), 'dismiss', 'A poster.');
    const { incidents } = await wall.hear('wall:batch', (batch) => batch.incidents.length > 0);
    expect(incidents).toMatchObject([
      { id: incidentId, review: { state: 'unsure', staffName: null, votes: [], withheld: 2 } },
    ]);
    expect(JSON.stringify(wall.heard('wall:batch'))).not.toMatch(/chair|poster|"dismissed"/);
  });
});

describe('what if', () => {
  it('rescores everybody and changes nothing', async () => {
    const { exam, as, attemptId, of } = await reviewed();
    const policy = structuredClone(defaultPolicy);
    policy.violations.no_face.weight = 35;
    const reply = await as.must(whatIfReplySchema, 'POST', of('what-if'), { policy });
    expect(reply.changed).toMatchObject([
      { attemptId, now: { score: 8, level: 'clear' }, then: { score: 35, level: 'look' } },
    ]);
    expect((await server.detail(attemptId, exam.cookie)).score.value).toBe(8);
    expect(await audited(server, exam, 'policy_changed')).toEqual([]);
    const wrong = { policy: { ...policy, reviewers: 3 } };
    expect(await as.refused('POST', of('what-if'), wrong)).toEqual([400, 'invalid_message']);
  });
});

describe('an exam with many students', () => {
  it('comes in pages', async () => {
    const { exam, as, of } = await reviewed();
    const { incidents } = server.running.stores;
    const second = exam.students[1];
    const somebody = { attemptId: second.attemptId, examId: exam.exam.id };
    for (let n = 0; n < 5; n += 1) {
      await incidents.add(pageEventWith({ ...somebody, capturedAt: n }));
      await incidents.add(violationWith({ ...somebody, type: 'multiple_faces', capturedAt: n }));
    }
    const first = await as.must(reviewQueueSchema, 'GET', of('reviews?limit=1'));
    expect(first.items).toMatchObject([{ attempt: { id: second.attemptId }, incidents: 10 }]);
    const next = `reviews?limit=1&cursor=${first.next ?? ''}`;
    const last = await as.must(reviewQueueSchema, 'GET', of(next));
    expect(last).toMatchObject({
      items: [{ attempt: { id: exam.student.attemptId } }],
      next: null,
    });

    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await as.must(contactSheetSchema, 'GET', of(`incidents?limit=4${query}`));
      ids.push(...page.items.map(({ incident }) => incident.id));
      cursor = page.next;
    }
    expect(ids).toHaveLength(11);
    expect(new Set(ids).size).toBe(11);
  });
});

describe('refused', () => {
  const paths = ['reviews', 'incidents', 'precision'];
  it.each(paths)(
    'is %s of an exam that is none, of a strange cursor, to who is not staff',
    async (path) => {
      const { exam, as, of } = await reviewed();
      expect(await as.refused('GET', `/api/exams/none/${path}`)).toEqual([404, 'unknown_exam']);
      if (path !== 'precision') {
        expect(await as.refused('GET', of(`${path}?cursor=abc`))).toEqual([400, 'invalid_message']);
        expect(await as.refused('GET', of(`${path}?limit=0`))).toEqual([400, 'invalid_message']);
      }
      const { token } = exam.student.enrolment;
      const student = requestsOf(server, { authorization: `Bearer ${token}` });
      expect(await student.refused('GET', of(path))).toEqual([401, 'not_signed_in']);
    },
  );

  it('are efforts of nobody, and of no length', async () => {
    const { as, attemptId } = await reviewed();
    const effort = { keystrokes: 1, activeMs: 1 };
    const to = (id: string) => `/api/attempts/${id}/review-effort`;
    expect(await as.refused('POST', to('none'), effort)).toEqual([404, 'unknown_attempt']);
    for (const wrong of [{ ...effort, activeMs: -1 }, { ...effort, keystrokes: 1.5 }, {}]) {
      expect(await as.refused('POST', to(attemptId), wrong)).toEqual([400, 'invalid_message']);
    }
  });
});
