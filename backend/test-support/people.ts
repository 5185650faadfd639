import { randomUUID } from 'node:crypto';
import {
  auditEntrySchema,
  inviteReplySchema,
  problemSchema,
  staffSchema,
  type AuditEntry,
  type Problem,
  type Role,
  type Staff,
} from '@invigil/shared-types';
import { z } from 'zod';
import type { TestServer } from './server.ts';
import { eventually } from './test-client.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A password that nobody guesses, another one each time. */
export const goodPassword = (): string => `a quiet river of ${randomUUID()}`;

export interface TestPerson {
  readonly staff: Staff;
  readonly password: string;
  readonly cookie: string;
}

/** The staff's side of a server, over HTTP. */
export class TestPeople {
  readonly #server: TestServer;

  constructor(server: TestServer) {
    this.#server = server;
  }

  call(
    method: Method,
    path: string,
    { cookie, body, userAgent }: { cookie?: string; body?: unknown; userAgent?: string } = {},
  ): Promise<Response> {
    return fetch(`${this.#server.url}${path}`, {
      method,
      headers: {
        ...(cookie === undefined ? {} : { cookie }),
        ...(userAgent === undefined ? {} : { 'user-agent': userAgent }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Somebody new, who is signed in. */
  async person(role: Role, username = `${role}-${randomUUID()}`): Promise<TestPerson> {
    const { password } = await this.#server.running.createStaff(username, role);
    const cookie = await this.#server.signIn(username, password);
    const me = await this.call('GET', '/api/staff/me', { cookie });
    return { staff: staffSchema.parse(await me.json()), password, cookie };
  }

  /** Invites somebody; resolves with what the link carries. */
  async invite(by: TestPerson, role: Role): Promise<{ id: string; token: string; url: string }> {
    const body = { role, note: 'for a test' };
    const { cookie } = by;
    const response = await this.call('POST', '/api/staff/invitations', { cookie, body });
    const { invitation, url } = inviteReplySchema.parse(await response.json());
    const token = new URL(url).hash.replace('#token=', '');
    return { id: invitation.id, token, url };
  }

  /** What the audit log says of those steps, once it says it of so many; oldest first. */
  audited(what: AuditEntry['what'], count = 1): Promise<AuditEntry[]> {
    return eventually(async () => {
      const all = z
        .array(auditEntrySchema)
        .parse(await this.#server.running.stores.audit.list(0, 10_000));
      const entries = all.filter((entry) => entry.what === what);
      if (entries.length < count) throw new Error(`${entries.length} entries of ${what}`);
      return entries;
    });
  }
}

/** Which session a sign-in has set. */
export function cookieOf(response: Response): string {
  const [cookie] = response.headers.getSetCookie();
  if (cookie === undefined) throw new Error('no cookie was set');
  return cookie.slice(0, cookie.indexOf(';'));
}

/** Its status and its reason. */
export async function refusalOf(response: Response): Promise<[number, Problem['reason']]> {
  const problem = problemSchema.parse(await response.json());
  return [response.status, problem.reason];
}
