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
 * Refuses what pages of other sites make a browser send that would change something: `other_origin`. The session
 * cookie is not sent from there in the first place (`SameSite=Strict`), but from another port or a sister
 * subdomain it is. Requests without an `Origin` come from no page.
 */
export function sameOrigin({ publicUrl, concerns }: SameOriginOptions): RequestHandler {
  return (request, _response, next) => {
    const { origin, host, cookie } = request.headers;
    if (origin !== undefined && !harmless.has(request.method) && concerns(cookie)) {
      const sender = URL.parse(origin);
      // A proxy in front may have another host than the one that browsers know.
      const own = sender !== null && (sender.host === host || sender.origin === publicUrl());
      if (!own) throw new Refusal('other_origin');
    }
    next();
  };
}
