import { staffSchema, type LoginRequest, type Staff } from '@invigil/shared-types';
import { z } from 'zod';
import { call } from './call.ts';

/** Who is signed in. Every method rejects with a `RequestFailure`. */
export const sessionCalls = {
  login: (request: LoginRequest): Promise<Staff> =>
    call({ method: 'POST', path: '/api/staff/login', reply: staffSchema, body: request }),

  async logout(): Promise<void> {
    await call({ method: 'POST', path: '/api/staff/logout', reply: z.unknown() });
  },

  me: (): Promise<Staff> => call({ method: 'GET', path: '/api/staff/me', reply: staffSchema }),
};
