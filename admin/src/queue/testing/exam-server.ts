import {
  defaultPolicy,
  incidentToldTo,
  isJudged,
  isOpenFor,
  isUndecided,
  policySchema,
  rescore,
  reviewRequestSchema,
  type Appeal,
  type Attempt,
  type AttemptDetail,
  type Exam,
  type Incident,
  type Policy,
  type ReviewItem,
} from '@invigil/shared-types';
import { attemptFor, examFor } from '@invigil/shared-types/testing/attempts';
import { vi } from 'vitest';
import { withWord } from '../../incidents/index.ts';
import { fakeRest, problemResponse, type FakeCall } from '../../testing/index.ts';

export const me = { id: 'me', username: 'ina' };

export interface Student {
  readonly attempt: Attempt;
  incidents: Incident[];
  appeals: Appeal[];
}

/** An exam under review on a server in memory, which decides and counts as the real one does. */
export class ExamServer {
  readonly exam: Exam;
  readonly students: Student[] = [];
  /** Null answers as the real one does; anything else is the answer to every decision. */
  refusal: Response | 'no network' | null = null;
  calls: FakeCall[] = [];
  readonly #held = new Set<{ fits: (call: FakeCall) => boolean; released: Promise<void> }>();

  constructor(policy: Partial<Policy> = {}) {
    this.exam = examFor({ policy: policySchema.parse({ ...defaultPolicy, ...policy }) });
  }

  add(id: string, incidents: readonly Incident[], appeals: readonly Appeal[] = []): void {
    this.students.push({
      attempt: attemptFor({
        ...{ id, examId: this.exam.id, studentName: `Student ${id}` },
        ...{ state: 'under_review', outcome: 'submitted', firstJoinedAt: 1, endedAt: 9_000 },
      }),
      incidents: incidents.map((incident) => ({ ...incident, attemptId: id })),
      appeals: [...appeals],
    });
  }

  /** Answers what the page asks for from now on. */
  start(): void {
    vi.stubGlobal(
      'URL',
      Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => {} }),
    );
    this.calls = fakeRest(async (call) => {
      await Promise.all(
        [...this.#held].filter(({ fits }) => fits(call)).map(({ released }) => released),
      );
      return this.#answer(call);
    });
  }

  /** Lets requests of one method and a part of the path wait. @returns what lets them go on */
  hold(method: string, part: string): () => void {
    const { promise: released, resolve } = Promise.withResolvers<void>();
    const fits = (call: FakeCall): boolean => call.method === method && call.path.includes(part);
    const held = { fits, released };
    this.#held.add(held);
    return () => {
      this.#held.delete(held);
      resolve();
    };
  }

  /** What was asked for by one method and a part of the path. */
  asked(method: string, part: string): FakeCall[] {
    return this.calls.filter((call) => call.method === method && call.path.includes(part));
  }

  reviewOf(incidentId: string) {
    const incident = this.#incident(incidentId).incident;
    return isJudged(incident) ? incident.review : null;
  }

  #answer({ method, path, body }: FakeCall): object | 'no network' {
    const [, attemptId = ''] = /attempts\/([^/?]+)/.exec(path) ?? [];
    if (path.includes('/pictures/')) return new Response(new Blob(['x']));
    if (path.includes('/reviews')) return this.#queue();
    if (path.includes('/precision')) return { detectors: [] };
    if (method === 'PUT' && path.includes('/review')) return this.#decide(path, body);
    if (path.includes('/incidents?')) return this.#sheet();
    if (path.endsWith('/review-effort')) return new Response(null, { status: 204 });
    const student = this.students.find(({ attempt }) => attempt.id === attemptId);
    if (student === undefined) return problemResponse(404, 'unknown_attempt', 'None.');
    if (path.endsWith('/close')) {
      const { open, appeals } = this.#item(student);
      if (open + appeals > 0)
        return problemResponse(409, 'review_unfinished', 'Something is open.');
      return this.#moved(student, 'closed');
    }
    if (path.endsWith('/reopen')) return this.#moved(student, 'under_review');
    return this.#detail(student);
  }

  #moved(student: Student, state: Attempt['state']): object {
    const attempt = { ...student.attempt, state };
    this.students.splice(this.students.indexOf(student), 1, { ...student, attempt });
    return { attempt, at: 1 };
  }

  #decide(path: string, body: unknown): object | 'no network' {
    if (this.refusal !== null) {
      return this.refusal instanceof Response ? this.refusal.clone() : this.refusal;
    }
    const { event, note } = reviewRequestSchema.parse(body);
    const [, id = ''] = /incidents\/([^/]+)\/review/.exec(path) ?? [];
    const { student, incident } = this.#incident(id);
    if (!isJudged(incident) || student.attempt.state === 'closed') {
      return problemResponse(409, 'not_reviewable', 'No.');
    }
    const { reviewers } = this.exam.policy;
    const review = withWord(incident.review, me, event, note, 5, reviewers);
    const decided = { ...incident, review };
    student.incidents = student.incidents.map((one) => (one.id === id ? decided : one));
    return { incident: this.#told(decided), score: this.#score(student) };
  }

  #incident(id: string): { student: Student; incident: Incident } {
    for (const student of this.students) {
      const incident = student.incidents.find((one) => one.id === id);
      if (incident !== undefined) return { student, incident };
    }
    throw new Error(`There is no incident ${id}.`);
  }

  #told = (incident: Incident): Incident =>
    incidentToldTo(me.id, incident, this.exam.policy.reviewers);

  #score = ({ incidents }: Student) => rescore(incidents, this.exam.policy).score;

  #item(student: Student): ReviewItem {
    const { attempt, incidents, appeals } = student;
    const judged = incidents.filter(isJudged);
    const { value, level } = this.#score(student);
    const { reviewers } = this.exam.policy;
    return {
      attempt,
      ...{ score: value, level, incidents: judged.length, disputed: 0 },
      open: judged.filter(({ review }) => isUndecided(review, reviewers)).length,
      openForMe: judged.filter(({ review }) => isOpenFor(me.id, review, reviewers)).length,
      appeals: appeals.filter(({ answer }) => answer === null).length,
      technical: incidents.length - judged.length,
    };
  }

  #queue(): object {
    const items = this.students.map((student) => this.#item(student));
    const progress = { students: 0, settled: 0, closed: 0, incidents: 0, decided: 0, effort: null };
    return { items, next: null, progress };
  }

  #sheet(): object {
    const items = this.students.flatMap(({ attempt, incidents, appeals }) =>
      incidents.filter(isJudged).map((incident) => ({
        incident: this.#told(incident),
        studentName: attempt.studentName,
        appeal: appeals.find(({ incidentId }) => incidentId === incident.id) ?? null,
      })),
    );
    return { items, next: null };
  }

  #detail(student: Student): AttemptDetail {
    return {
      attempt: student.attempt,
      score: this.#score(student),
      incidents: student.incidents.toReversed().map((incident) => this.#told(incident)),
      actions: [],
      appeals: student.appeals,
      accommodation: null,
      hold: null,
    };
  }
}
