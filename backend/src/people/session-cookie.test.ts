import { describe, expect, it } from 'vitest';
import { sessionCookie, sessionToken } from './session-cookie.ts';

describe('the session cookie', () => {
  it('goes over https alone wherever browsers come by https', () => {
    expect(sessionCookie('https://exam.example').options.secure).toBe(true);
    expect(sessionCookie('http://127.0.0.1:7420').options.secure).toBe(false);
  });

  it('is never for scripts, nor for requests that come from elsewhere', () => {
    expect(sessionCookie('https://exam.example').options).toMatchObject({
      httpOnly: true,
      sameSite: 'strict',
    });
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['other=1', undefined],
    ['other=1; invigil_session=abc', 'abc'],
    ['invigil_session', undefined],
  ])('in the header %j is %j', (header, token) => {
    expect(sessionToken(header)).toBe(token);
  });
});
