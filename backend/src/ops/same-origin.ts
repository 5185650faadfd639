import type { RequestHandler } from 'express';
import { Refusal } from './refusal.ts';

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface SameOriginOptions {
  /** How browsers reach this server. */
  readonly publicUrl: () => string;
  /** Whether a request goes by what a browser adds of itself. What brings its own token need not be asked. */
  readonly concerns: (cookieHeader: string | undefined) => boolean;
}

/**
 * Whether a page of this origin is one of ours.
 * @param host of the request. A proxy in front may have another one than browsers know
 * @param publicUrl how browsers reach this server
 */
export function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  const sender = URL.parse(origin);
  return (
    sender !== null && (sender.host === host || sender.origin === URL.parse(publicUrl)?.origin)
  );
}

/**
 * Refuses what pages of other sites make a browser send that would change something: `other_origin`. The session
 * cookie is not sent from there in the first place (`SameSite=Strict`), but from another port or a sister
 * subdomain it is. Requests without an `Origin` come from no page.
 */
export function sameOrigin({ publicUrl, concerns }: SameOriginOptions): RequestHandler {
  return (request, _response, next) => {
    const { origin, host, cookie } = request.headers;
    if (origin !== undefined && !harmless.has(request.method) && concerns(cookie)) {
      if (!isOwnOrigin(origin, host, publicUrl())) throw new Refusal('other_origin');
    }
    next();
  };
}
