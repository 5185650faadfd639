import { parseCookie } from 'cookie';

const name = 'invigil_session';

/** The session token in a request's `Cookie` header, if there is one. */
export function sessionToken(cookieHeader: string | undefined): string | undefined {
  return cookieHeader === undefined ? undefined : parseCookie(cookieHeader)[name];
}

/** What Express's `response.cookie` needs. `secure` wherever browsers come by https. */
export function sessionCookie(publicUrl: string): {
  name: string;
  options: { httpOnly: true; sameSite: 'strict'; secure: boolean; path: '/' };
} {
  return {
    name,
    options: {
      httpOnly: true,
      sameSite: 'strict',
      secure: publicUrl.startsWith('https:'),
      path: '/',
    },
  };
}
