import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  attemptDetailSchema,
  confirmationSchema,
  consentVersion,
  enrolmentSchema,
  problemSchema,
  type AgentHandshake,
  type AttemptDetail,
  type Claim,
  type ClaimOutcome,
  type Confirmation,
  type Enrolment,
  type Exam,
  type PageEvent,
  type Problem,
  type Report,
} from '@invigil/shared-types';
import { z } from 'zod';
import { readConfig } from '../src/config.ts';
import { start, type RunningServer } from '../src/server.ts';
import { openLog } from '../src/ops/index.ts';
import { sha256 } from './pictures.ts';
import { eventually, openAgent, openWall, type TestAgent, type TestWall } from './test-client.ts';

const logLineSchema = z.looseObject({
  level: z.number(),
  msg: z.string(),
  reason: z.string().nullish(),
  /** Of the lines that repeat the attempt's own log: what was written there. */
  event: z.string().optional(),
  attemptId: z.string().optional(),
});
/** What such a line calls a message that was not acted upon. */
const refused = 'message_refused';
export type LogLine = z.infer<typeof logLineSchema>;

export interface TestStudent {
  readonly name: string;
  readonly code: string;
  readonly enrolment: Enrolment;
  readonly attemptId: string;
}

export interface TestExam {
  readonly exam: Exam;
  readonly students: readonly [TestStudent, TestStudent, ...TestStudent[]];
  /** A staff session's `Cookie` header. */
  readonly cookie: string;
}

export interface Upload {
  readonly claimId: string;
  readonly bytes: Uint8Array;
  readonly sha256?: string;
  readonly capturedAt?: number;
  readonly fileName?: string;
}

/** The whole server in this process, on free ports and a data folder of its own. */
export class TestServer {
  readonly #environment: Readonly<Record<string, string>>;
  readonly #dataDir: string;
  readonly #open: { disconnect(): void }[] = [];
  readonly lines: LogLine[] = [];
  #running: RunningServer | undefined;

  private constructor(dataDir: string, environment: Readonly<Record<string, string>>) {
    this.#dataDir = dataDir;
    this.#environment = environment;
  }

  /** @param environment INVIGIL_… variables beyond those every test needs */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    const dataDir = await mkdtemp(join(tmpdir(), 'invigil-test-'));
    const server = new TestServer(dataDir, environment);
    await server.#start();
    return server;
  }

  get running(): RunningServer {
    if (this.#running === undefined) throw new Error('The server is not running');
    return this.#running;
  }

  get url(): string {
    return this.running.url;
  }

  /** Everything that the server keeps, where it keeps it in files. */
  get dataDir(): string {
    return this.#dataDir;
  }

  /** Ends the server and starts a new one on the same data. */
  async restart(): Promise<void> {
    await this.#stop();
    await this.#start();
  }

  async close(): Promise<void> {
    await this.#stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  /** Ends every connection that tests have opened; resolves once the server has noticed. */
  async disconnectAll(): Promise<void> {
    for (const socket of this.#open.splice(0)) socket.disconnect();
    await eventually(async () => {
      const { connections, sfu } = await this.running.health();
      const open = connections.agents + connections.walls + sfu.transports + sfu.routers;
      if (open > 0) throw new Error(`${open} connections, transports and routers are still open`);
    });
  }

  /** A fresh exam with so many enrolled students, two or more. */
  async exam(students = 2): Promise<TestExam> {
    const demo = await this.running.seedDemo(students);
    const [first, second, ...others] = await Promise.all(
      demo.students.map(async ({ name, joinUrl }): Promise<TestStudent> => {
        const code = joinUrl.slice(joinUrl.lastIndexOf('/') + 1);
        const enrolment = await this.enrol(code);
        return { name, code, enrolment, attemptId: enrolment.attempt.id };
      }),
    );
    if (first === undefined || second === undefined) throw new Error('two students or more');
    const cookie = await this.signIn(demo.staff.username, demo.staff.password);
    return { exam: demo.exam, students: [first, second, ...others], cookie };
  }

  async enrol(code: string): Promise<Enrolment> {
    const response = await this.post('/api/enrol', { code });
    return enrolmentSchema.parse(await response.json());
  }

  /** Resolves with the session's `Cookie` header. */
  async signIn(username: string, password: string): Promise<string> {
    const response = await this.post('/api/staff/login', { username, password });
    const [cookie] = response.headers.getSetCookie();
    if (cookie === undefined) throw new Error('The sign-in set no cookie');
    return cookie.slice(0, cookie.indexOf(';'));
  }

  post(path: string, body: unknown): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  get(path: string, cookie?: string): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: cookie === undefined ? {} : { cookie } });
  }

  /** Connects a student's agent. @throws ConnectionRefused */
  async connectAgent(
    { enrolment }: Pick<TestStudent, 'enrolment'>,
    overrides: Partial<AgentHandshake> = {},
  ): Promise<TestAgent> {
    const agent = await openAgent(this.url, {
      token: enrolment.token,
      examId: enrolment.exam.id,
      agentId: randomUUID(),
      ...overrides,
    });
    this.#open.push(agent.socket);
    return agent;
  }

  /** Connects a student's agent and takes the seat. */
  async joinAgent(
    student: Pick<TestStudent, 'enrolment'>,
    overrides: Partial<AgentHandshake> = {},
  ): Promise<TestAgent> {
    const agent = await this.connectAgent(student, overrides);
    await agent.must('attempt:join', consent());
    return agent;
  }

  /** Connects an invigilator's wall. @throws ConnectionRefused */
  async connectWall(headers: Readonly<Record<string, string>>): Promise<TestWall> {
    const wall = await openWall(this.url, headers);
    this.#open.push(wall.socket);
    return wall;
  }

  async upload(token: string, upload: Upload): Promise<Response> {
    const form = new FormData();
    form.set('claimId', upload.claimId);
    form.set('capturedAt', String(upload.capturedAt ?? Date.now()));
    form.set('sha256', upload.sha256 ?? sha256(upload.bytes));
    form.set(
      'frame',
      new Blob([new Uint8Array(upload.bytes)], { type: 'image/jpeg' }),
      upload.fileName ?? 'frame.jpg',
    );
    return this.uploadForm(token, form);
  }

  uploadForm(token: string, form: FormData): Promise<Response> {
    return fetch(`${this.url}/api/evidence`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
      body: form,
    });
  }

  /** Uploads a picture that has to be accepted. */
  async confirm(token: string, upload: Upload): Promise<Confirmation> {
    const response = await this.upload(token, upload);
    return confirmationSchema.parse(await response.json());
  }

  /** What staff read of an attempt. */
  async detail(attemptId: string, cookie: string): Promise<AttemptDetail> {
    const response = await this.get(`/api/attempts/${attemptId}`, cookie);
    return attemptDetailSchema.parse(await response.json());
  }

  /** The pictures in the store, drafts included. */
  async storedPictures(): Promise<string[]> {
    const folder = join(this.#dataDir, 'evidence');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  /** Log lines of refusals since `mark`, an earlier `lines.length`. */
  refusals(mark: number): LogLine[] {
    const lines = this.lines.slice(mark);
    const answered = lines.filter(({ reason, event }) => reason && event === undefined);
    // A refusal that its sender is answered with may stand in the attempt's own log, too: one refusal.
    const noted = lines.filter(
      ({ reason, event, attemptId }) =>
        event === refused &&
        !answered.some((line) => line.reason === reason && line.attemptId === attemptId),
    );
    return [...answered, ...noted];
  }

  async #start(): Promise<void> {
    const config = readConfig({
      INVIGIL_PORT: '0',
      INVIGIL_DATA_DIR: this.#dataDir,
      INVIGIL_DEMO: '1',
      INVIGIL_SFU_WORKERS: '1',
      INVIGIL_SFU_PORT: '0',
      INVIGIL_FAN_OUT_TICK_MS: '20',
      INVIGIL_LOGINS_PER_MINUTE: '1000',
      ...this.#environment,
    });
    const log = openLog(config.logLevel, {
      write: (line) => void this.lines.push(logLineSchema.parse(JSON.parse(line))),
    });
    this.#running = await start(config, log);
  }

  async #stop(): Promise<void> {
    for (const socket of this.#open.splice(0)) socket.disconnect();
    await this.#running?.close();
    this.#running = undefined;
  }
}

export function consent(givenAt = Date.now()): { consentVersion: string; consentGivenAt: number } {
  return { consentVersion, consentGivenAt: givenAt };
}

const unmeasured = {
  luma: 90,
  sharpness: null,
  difference: null,
  yaw: null,
  pitch: null,
  identity: null,
};

export function claimOf(overrides: Partial<Claim> = {}): Claim {
  return {
    claimId: randomUUID(),
    type: 'no_face',
    capturedAt: Date.now(),
    heldMs: 3000,
    signals: { ...unmeasured, faces: 0 },
    strength: null,
    ...overrides,
  };
}

/** Sends one claim; resolves with what became of it. */
export async function claimed(agent: TestAgent, claim: Claim): Promise<ClaimOutcome> {
  const { outcomes } = await agent.must('claims', { claims: [claim] });
  const [outcome] = outcomes;
  if (outcome === undefined || outcomes.length > 1) throw new Error('one claim has one outcome');
  return outcome;
}

export function pageEventOf(overrides: Partial<PageEvent> = {}): PageEvent {
  return {
    eventId: randomUUID(),
    type: 'page_hidden',
    startedAt: Date.now() - 5000,
    durationMs: 4000,
    ...overrides,
  };
}

export function reportOf(overrides: Partial<Report> = {}): Report {
  const now = Date.now();
  return {
    capturedAt: now,
    analysedAt: now,
    sentAt: now,
    signals: { ...unmeasured, faces: 1, yaw: 0, pitch: 0 },
    analysis: { rate: 5, msPerFrame: 20, coreShare: 0.1, delegate: 'CPU' },
    ...overrides,
  };
}

export async function problemOf(response: Response): Promise<Problem> {
  return problemSchema.parse(await response.json());
}
