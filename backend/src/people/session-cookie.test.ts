import { describe, expect, it } from 'vitest';
import { sessionCookie, sessionToken } from './session-cookie.ts';

describe('the session cookie', () => {
  it('goes over https alone wherever browsers come by https', () => {
    expect(sessionCookie('https://exam.example').options.secure).toBe(true);
    expect(sessionCookie('http://127.0.0.1:7420').options.secure).toBe(false);
  });

  it('has over https a name that browsers let no other server of the domain set', () => {
    const { name, options } = sessionCookie('https://exam.example');
    expect(name).toBe('__Host-invigil_session');
    // Without these browsers do not take a cookie of such a name.
    expect(options).toMatchObject({ secure: true, path: '/' });
    expect(options).not.toHaveProperty('domain');
    expect(sessionCookie('http://127.0.0.1:7420').name).toBe('invigil_session');
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
    ['__Host-invigil_session=abc', 'abc'],
    // Another server of the same domain may have set the first one.
    ['invigil_session=theirs; __Host-invigil_session=ours', 'ours'],
  ])('in the header %j is %j', (header, token) => {
    expect(sessionToken(header)).toBe(token);
  });
});
