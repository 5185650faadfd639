import {
  defaultPolicy,
  isJudged,
  mostVotes,
  notReviewed,
  reviewLifecycle,
  reviewOf,
  reviewReplySchema,
  type Incident,
  type ReviewEvent,
  type ReviewRequest,
  type ReviewVote,
  type Staff,
} from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import {
  contradictionWith,
  pageEventWith,
  noteWith,
  reviewWith,
  technicalWith,
  violationWith,
} from '../../../test-support/incidents.ts';
import { openRecord } from '../../../test-support/on-record.ts';
import { problemIn, serveRoutes, signedIn, staff } from '../../../test-support/routes.ts';
import type { AuditRecord } from '../../audit/index.ts';
import { incidentRoutes } from './incident-routes.ts';
import { ReviewDesk } from './review-desk.ts';

const ada = { attemptId: 'ada', examId: 'exam' };

async function openDesk(...incidents: Incident[]) {
  const record = openRecord();
  for (const incident of incidents) await record.caseFiles.add(incident);
  record.judged.length = 0;
  const audited: AuditRecord[] = [];
  const audit = { write: (entry: AuditRecord) => void audited.push(entry) };
  const closed = new Set<string>();
  const isClosed = (attemptId: string) => Promise.resolve(closed.has(attemptId));
  return { desk: new ReviewDesk({ ...record, isClosed, audit }), record, audited, closed };
}

const ida: Staff = staff;
const noor: Staff = { id: 'staff-2', username: 'noor', role: 'reviewer' };
const kim: Staff = { id: 'staff-3', username: 'kim', role: 'reviewer' };
const by = (event: ReviewEvent, note: string | null = null): ReviewRequest => ({ event, note });

describe('a decision', () => {
  it.each([violationWith(ada), pageEventWith(ada), contradictionWith(ada)])(
    'on a $kind is on record, in the score, in the log and told',
    async (incident) => {
      const { desk, record, audited } = await openDesk(incident);
      const decision = by('accept', 'Two people can be seen.');
      const reply = await desk.decide(incident.id, decision, ida, 5000);
      const word = { staffId: 'staff-1', staffName: 'ida', at: 5000 };
      const note = 'Two people can be seen.';
      const votes = [{ ...word, note, state: 'accepted' }];
      const review = { ...word, note, state: 'accepted', votes };
      expect(reviewReplySchema.parse(reply).incident).toEqual({ ...incident, review });
      expect(await record.incidents.find(incident.id)).toEqual({ ...incident, review });
      const points = { violation: 8, page_event: 4, contradiction: 15 }[incident.kind];
      expect(reply.score.value).toBe(points);
      expect(record.judged).toMatchObject([{ incident: { review } }]);
      expect(record.lines).toMatchObject([
        { ...ada, at: 5000, kind: 'reviewed', incidentId: incident.id, reason: 'accepted' },
      ]);
      // What was written is for people: the attempt's log holds no words of anybody.
      expect(JSON.stringify(record.lines)).not.toContain('Two people');
      expect(audited).toEqual([
        {
          ...ada,
          at: 5000,
          who: { kind: 'staff', staffId: 'staff-1', name: 'ida' },
          what: 'incident_reviewed',
          detail: {
            incidentId: incident.id,
            type: incident.type,
            event: 'accept',
            said: 'accepted',
            state: 'accepted',
            note: 'Two people can be seen.',
          },
        },
      ]);
      expect((await desk.decide(incident.id, by('dismiss'), ida, 6000)).score.value).toBe(0);
    },
  );

  it.each(
    reviewLifecycle.states.flatMap((state) =>
      reviewLifecycle.events.map((event) => [state, event] as const),
    ),
  )('of somebody who said %s, by %s, is as the table says', async (state, event) => {
    const before = violationWith({
      ...ada,
      review:
        state === 'open'
          ? notReviewed
          : reviewWith(state, 1, { staffId: 'staff-1', note: 'As it is.' }),
    });
    const { desk, record } = await openDesk(before);
    const transition = reviewLifecycle.next(state, event);
    if (!transition.moved) {
      await expect(desk.decide(before.id, by(event), ida, 5000)).rejects.toMatchObject({
        reason: 'not_reviewable',
      });
      expect(await record.incidents.find(before.id)).toEqual(before);
      expect(record.lines).toEqual([]);
      return;
    }
    const { incident } = await desk.decide(before.id, by(event), ida, 5000);
    const after = transition.state;
    const same = after === state;
    expect(incident).toEqual({
      ...before,
      review: same
        ? before.review
        : after === 'open'
          ? notReviewed
          : reviewWith(after, 5000, { staffId: 'staff-1' }),
    });
    expect(record.lines).toMatchObject(same ? [] : [{ reason: after, detail: { said: after } }]);
  });

  it('taken again by the same person changes nothing, by another it does', async () => {
    const incident = violationWith(ada);
    const { desk, record } = await openDesk(incident);
    await desk.decide(incident.id, by('doubt'), ida, 5000);
    await desk.decide(incident.id, by('doubt'), ida, 6000);
    expect(await record.incidents.find(incident.id)).toMatchObject({ review: { at: 5000 } });
    await desk.decide(incident.id, by('doubt'), noor, 7000);
    expect(await record.incidents.find(incident.id)).toMatchObject({
      review: { staffId: 'staff-2', at: 7000 },
    });
    expect(record.lines).toHaveLength(2);
  });

  it('keeps its note when it is taken again without one, and takes a new one', async () => {
    const incident = violationWith(ada);
    const { desk, record, audited } = await openDesk(incident);
    await desk.decide(incident.id, by('accept', 'First look.'), ida, 5000);
    await desk.decide(incident.id, by('accept'), ida, 6000);
    const review = async () => (await record.incidents.find(incident.id)) ?? {};
    expect(await review()).toMatchObject({ review: { note: 'First look.', at: 5000 } });
    await desk.decide(incident.id, by('accept', 'Looked again.'), ida, 7000);
    expect(await review()).toMatchObject({ review: { note: 'Looked again.', at: 7000 } });
    expect(audited.map(({ detail }) => detail['note'])).toEqual(['First look.', 'Looked again.']);
    await desk.decide(incident.id, by('accept', ''), ida, 8000);
    expect(await review()).toMatchObject({ review: { state: 'accepted', note: null, at: 8000 } });
    expect(audited.at(-1)?.detail).toMatchObject({ note: '' });
  });

  it('is taken back by whoever said it, and by nobody else', async () => {
    const incident = violationWith(ada);
    const { desk, record } = await openDesk(incident);
    await desk.decide(incident.id, by('accept'), ida, 5000);
    await expect(desk.decide(incident.id, by('reopen'), noor, 6000)).rejects.toMatchObject({
      reason: 'not_reviewable',
    });
    await desk.decide(incident.id, by('dismiss'), noor, 7000);
    const { incident: back } = await desk.decide(incident.id, by('reopen'), noor, 8000);
    expect(back).toMatchObject({ review: { state: 'accepted', staffId: 'staff-1', at: 5000 } });
    expect(record.lines.at(-1)).toMatchObject({ reason: 'accepted', detail: { said: 'open' } });
  });

  it('of before words were kept one by one is the word of whoever took it', async () => {
    const old = { ...reviewWith('accepted', 1, { staffId: 'staff-1' }), votes: [] };
    const incident = violationWith({ ...ada, review: old });
    const { desk } = await openDesk(incident);
    const { incident: after } = await desk.decide(incident.id, by('dismiss'), noor, 5000);
    expect(after).toMatchObject({
      review: { state: 'dismissed', votes: [{ staffId: 'staff-1' }, { staffId: 'staff-2' }] },
    });
    const { incident: open } = await desk.decide(incident.id, by('reopen'), noor, 6000);
    expect(open).toMatchObject({ review: { state: 'accepted', staffId: 'staff-1' } });
  });

  it('comes too late once the review is closed', async () => {
    const incident = violationWith(ada);
    const { desk, record, closed } = await openDesk(incident);
    closed.add('ada');
    await expect(desk.decide(incident.id, by('accept'), ida, 5000)).rejects.toMatchObject({
      reason: 'not_reviewable',
    });
    expect(await record.incidents.find(incident.id)).toEqual(incident);
    closed.clear();
    await desk.decide(incident.id, by('accept'), ida, 6000);
  });

  it('by one more person than can have a say is refused, and theirs are kept', async () => {
    const votes = Array.from({ length: mostVotes }, (_, index): ReviewVote => ({
      ...{ staffId: `s${index}`, staffName: '', at: index },
      ...{ state: 'accepted', note: null },
    }));
    const incident = violationWith({ ...ada, review: reviewOf(votes, 1) });
    const { desk } = await openDesk(incident);
    await expect(desk.decide(incident.id, by('accept'), ida, 5000)).rejects.toMatchObject({
      reason: 'not_reviewable',
    });
    const one = { id: 's3', username: '', role: 'reviewer' } as const;
    const { incident: after } = await desk.decide(incident.id, by('dismiss'), one, 6000);
    expect(after).toMatchObject({ review: { state: 'dismissed' } });
  });

  it('waits for a second person where the exam asks for two, and does not count until then', async () => {
    const incident = contradictionWith(ada);
    const { desk, record, audited } = await openDesk(incident);
    record.policy = { ...defaultPolicy, reviewers: 2 };
    const say = async (event: ReviewEvent, who: Staff, at: number) => {
      const reply = await desk.decide(incident.id, by(event), who, at);
      return [isJudged(reply.incident) && reply.incident.review.state, reply.score.value];
    };
    expect(await say('accept', ida, 1)).toEqual(['open', 0]);
    // The same person twice is one.
    expect(await say('accept', ida, 2)).toEqual(['open', 0]);
    expect(await say('dismiss', noor, 3)).toEqual(['unsure', 0]);
    expect(await say('accept', kim, 4)).toEqual(['accepted', 15]);
    // The others do not agree, and whoever has no word any more is told no more than before.
    expect(await say('reopen', kim, 5)).toEqual(['open', 0]);
    expect(await say('accept', noor, 6)).toEqual(['accepted', 15]);
    expect(record.lines.map(({ reason, detail }) => [detail['said'], reason])).toEqual([
      ['accepted', 'open'],
      ['dismissed', 'unsure'],
      ['accepted', 'accepted'],
      ['open', 'unsure'],
      ['accepted', 'accepted'],
    ]);
    expect(audited.map(({ detail }) => [detail['said'], detail['state']])).toHaveLength(5);
  });

  it('of two people at once: both words are on record', async () => {
    const incident = violationWith(ada);
    const { desk, record } = await openDesk(incident);
    record.policy = { ...defaultPolicy, reviewers: 2 };
    await Promise.all([
      desk.decide(incident.id, by('dismiss'), ida, 5000),
      desk.decide(incident.id, by('dismiss'), noor, 5000),
    ]);
    expect(await record.incidents.find(incident.id)).toMatchObject({
      review: { state: 'dismissed', votes: [{}, {}] },
    });
  });

  it('outlives a restart', async () => {
    const incident = violationWith(ada);
    const { desk, record } = await openDesk(incident);
    await desk.decide(incident.id, by('dismiss'), ida, 5000);
    const { caseFiles } = record.afterRestart();
    expect((await caseFiles.judgement({ attemptId: 'ada', examId: 'exam' })).score.value).toBe(0);
  });
});

describe('PUT /api/incidents/:id/review', () => {
  async function serve(...incidents: Incident[]) {
    const { desk, record } = await openDesk(...incidents);
    const routes = incidentRoutes({ reviews: desk, signedIn });
    return { record, ...(await serveRoutes('/api/incidents', routes)) };
  }

  it('answers with the incident and the score, in the name of who is signed in', async () => {
    const incident = violationWith(ada);
    const { put } = await serve(incident);
    const { status, body } = await put(`/${incident.id}/review`, {
      event: 'dismiss',
      note: ' A poster on the wall. ',
    });
    expect(status).toBe(200);
    const reply = reviewReplySchema.parse(body);
    expect(reply.incident).toMatchObject({
      review: {
        ...{ state: 'dismissed', staffId: staff.id, staffName: staff.username },
        note: 'A poster on the wall.',
      },
    });
    expect(reply.score.value).toBe(0);
  });

  const technical = technicalWith(ada);
  const note = noteWith(ada);
  const open = violationWith(ada);
  const wrong: Record<string, [path: string, body: unknown, status: number, reason: string]> = {
    'of an unknown incident': ['/none/review', { event: 'accept' }, 404, 'unknown_incident'],
    'of no identifier': ['/%2e%2e%00/review', { event: 'accept' }, 404, 'unknown_incident'],
    'of a technical one': [`/${technical.id}/review`, { event: 'dismiss' }, 409, 'not_reviewable'],
    'of a note': [`/${note.id}/review`, { event: 'dismiss' }, 409, 'not_reviewable'],
    'that takes back nothing': [`/${open.id}/review`, { event: 'reopen' }, 409, 'not_reviewable'],
    'of another kind': [`/${open.id}/review`, { event: 'convict' }, 400, 'invalid_message'],
    'with a note that is too long': [
      `/${open.id}/review`,
      { event: 'accept', note: 'x'.repeat(501) },
      400,
      'invalid_message',
    ],
    'without a body': [`/${open.id}/review`, undefined, 400, 'invalid_message'],
  };
  it.each(Object.entries(wrong))('refuses one %s', async (_what, [path, body, status, reason]) => {
    const { put, record } = await serve(technical, note, open);
    expect(problemIn(await put(path, body))).toMatchObject({ status, reason });
    expect(await record.incidents.find(open.id)).toEqual(open);
    expect(record.lines).toEqual([]);
  });

  it('refuses who is not signed in', async () => {
    const { put } = await serve(open);
    const answer = await put(`/${open.id}/review`, { event: 'dismiss' }, 'session=eve');
    expect(problemIn(answer)).toMatchObject({ status: 401, reason: 'not_signed_in' });
  });
});
