import {
  examChangeSchema,
  examCreateSchema,
  policyChangeSchema,
  rosterImportSchema,
  type ExamDetail,
  type Policy,
  type RosterEntry,
  type Staff,
} from '@invigil/shared-types';
import { fakeRest, problemResponse, type FakeCall } from '../../testing/index.ts';
import { detailFor, entryFor } from './entries.ts';

/** One exam and its roster on a server in memory, which judges requests by the contract. */
export interface ExamServer {
  staff: Staff;
  detail: ExamDetail;
  entries: RosterEntry[];
  /** Answers of its own, by method and path, before anything else. */
  readonly answers: Map<string, object | 'no network'>;
  readonly calls: FakeCall[];
  /** Somebody else saves. */
  change(changes: Partial<ExamDetail['exam']>): void;
  changePolicy(changes: Partial<Policy>): void;
  /** The bodies that were sent to a path. */
  sent(method: string, path: string): unknown[];
}

/** Ends with `vi.unstubAllGlobals()`. */
export function examServer(): ExamServer {
  const server: ExamServer = {
    staff: { id: 's1', username: 'ada', role: 'admin' },
    detail: detailFor(),
    entries: [],
    answers: new Map(),
    calls: [],
    change(changes) {
      const { exam } = server.detail;
      const next = { ...exam, ...changes, revision: exam.revision + 1 };
      server.detail = { ...server.detail, exam: next };
    },
    changePolicy(changes) {
      const { exam } = server.detail;
      const policy = { ...exam.policy, ...changes, version: exam.policy.version + 1 };
      server.detail = { ...server.detail, exam: { ...exam, policy } };
    },
    sent: (method, path) =>
      server.calls
        .filter((call) => call.method === method && call.path === path)
        .map(({ body }) => body),
  };
  const calls = fakeRest((call) => answerTo(call, server));
  return Object.assign(server, { calls });
}

function answerTo({ method, path, body }: FakeCall, server: ExamServer): object | 'no network' {
  const [name = '', query = ''] = path.split('?');
  const own = server.answers.get(`${method} ${name}`);
  if (own instanceof Response) return own.clone();
  if (own !== undefined) return own;
  switch (`${method} ${name}`) {
    case 'GET /api/staff/me':
      return server.staff;
    case 'GET /api/exams/physics':
      return server.detail;
    case 'POST /api/exams': {
      const { settings, policy } = examCreateSchema.parse(body);
      const { exam } = detailFor();
      server.detail = detailFor({ exam: { ...exam, ...settings, policy: policy ?? exam.policy } });
      return server.detail;
    }
    case 'PUT /api/exams/physics': {
      const { from, settings } = examChangeSchema.parse(body);
      if (from !== server.detail.exam.revision)
        return problemResponse(409, 'exam_outdated', 'Late.');
      server.change(settings);
      return server.detail;
    }
    case 'PUT /api/exams/physics/policy': {
      const { from, policy } = policyChangeSchema.parse(body);
      if (from !== server.detail.exam.policy.version) {
        return problemResponse(409, 'policy_outdated', 'Late.');
      }
      server.changePolicy({ ...policy });
      return server.detail.exam.policy;
    }
    case 'GET /api/exams/physics/roster':
      return pageOf(server.entries, new URLSearchParams(query));
    case 'POST /api/exams/physics/roster': {
      const { rows } = rosterImportSchema.parse(body);
      server.entries = rows.map((row) => entryFor(row.studentNumber, row));
      return { added: rows.length, changed: 0, unchanged: 0, removed: 0, kept: [] };
    }
    default:
      return problemResponse(404, 'not_found', `Nothing at ${method} ${name}.`);
  }
}

function pageOf(entries: readonly RosterEntry[], query: URLSearchParams): object {
  const words = (query.get('search') ?? '').toLowerCase();
  const found = entries.filter(({ studentName }) => studentName.toLowerCase().includes(words));
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit'));
  return {
    items: found.slice(from, to),
    next: to < found.length ? String(to) : null,
    total: found.length,
    ready: found.filter(({ check }) => check?.passed === true).length,
  };
}
