import { parseCookie } from 'cookie';

const overHttp = 'invigil_session';
/** Only this host itself can set a cookie of such a name, not one beside it in the same domain (RFC 6265bis §4.1.3.2). */
const overHttps = `__Host-${overHttp}`;

/** The session token in a request's `Cookie` header, if there is one. */
export function sessionToken(cookieHeader: string | undefined): string | undefined {
  if (cookieHeader === undefined) return undefined;
  const cookies = parseCookie(cookieHeader);
  return cookies[overHttps] ?? cookies[overHttp];
}

/** What Express's `response.cookie` needs. `secure` wherever browsers come by https. */
export function sessionCookie(publicUrl: string): {
  name: string;
  options: { httpOnly: true; sameSite: 'strict'; secure: boolean; path: '/' };
} {
  const secure = publicUrl.startsWith('https:');
  return {
    name: secure ? overHttps : overHttp,
    options: { httpOnly: true, sameSite: 'strict', secure, path: '/' },
  };
}
