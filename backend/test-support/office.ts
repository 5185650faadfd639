import {
  accessCardsSchema,
  examDetailSchema,
  rosterPageSchema,
  type AccessCards,
  type ExamDetail,
  type ExamSettings,
  type Policy,
  type RosterPage,
  type RosterRow,
} from '@invigil/shared-types';
import type { TestServer } from './server.ts';

/** Settings of an exam that opens in an hour; a test names what it is about. */
export function settingsWith(parts: Partial<ExamSettings> = {}): ExamSettings {
  const now = Date.now();
  return {
    title: 'Physics I',
    opensAt: now + 3_600_000,
    closesAt: now + 2 * 3_600_000,
    timeZone: 'Europe/Madrid',
    quizUrl: 'https://lms.example.edu/quiz',
    quizPatterns: ['https://lms.example.edu/quiz*'],
    finishPatterns: [],
    rooms: ['Hall A', 'Hall B'],
    admission: 'automatic',
    studentView: { warnings: true, watchers: 'number', receipt: 'pictures', appealDays: 14 },
    retentionDays: 30,
    recordDays: 365,
    contact: 'exams@example.edu',
    ...parts,
  };
}

export const rowOf = (studentNumber: string, parts: Partial<RosterRow> = {}): RosterRow => ({
  studentNumber,
  studentName: `Student ${studentNumber}`,
  email: null,
  room: null,
  ...parts,
});

/** An admin at the console of a whole server. */
export class TestAdmin {
  readonly #server: TestServer;
  readonly cookie: string;

  constructor(server: TestServer, cookie: string) {
    this.#server = server;
    this.cookie = cookie;
  }

  /** @param role of a new account */
  static async signIn(
    server: TestServer,
    role: 'owner' | 'admin' | 'invigilator' | 'reviewer' = 'admin',
  ): Promise<TestAdmin> {
    const { username, password } = await server.running.createStaff(
      `${role}-${Math.random().toString(36).slice(2)}`,
      role,
    );
    return new TestAdmin(server, await server.signIn(username, password));
  }

  get(path: string): Promise<Response> {
    return this.#server.get(path, this.cookie);
  }

  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.#server.url}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', cookie: this.cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** An exam that has to be made. */
  async exam(parts: Partial<ExamSettings> = {}, policy?: Policy): Promise<ExamDetail> {
    const body = { settings: settingsWith(parts), ...(policy === undefined ? {} : { policy }) };
    return examDetailSchema.parse(await (await this.send('POST', '/api/exams', body)).json());
  }

  async detail(examId: string): Promise<ExamDetail> {
    return examDetailSchema.parse(await (await this.get(`/api/exams/${examId}`)).json());
  }

  /** @param query like `?limit=2` */
  async roster(examId: string, query = ''): Promise<RosterPage> {
    const response = await this.get(`/api/exams/${examId}/roster${query}`);
    return rosterPageSchema.parse(await response.json());
  }

  import(examId: string, rows: readonly RosterRow[], mode = 'update'): Promise<Response> {
    return this.send('POST', `/api/exams/${examId}/roster`, { mode, rows });
  }

  async cards(examId: string): Promise<AccessCards> {
    const response = await this.get(`/api/exams/${examId}/cards`);
    return accessCardsSchema.parse(await response.json());
  }
}
