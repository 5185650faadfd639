import { createHash, timingSafeEqual } from 'node:crypto';
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { Metrics } from './metrics.ts';
import { Refusal } from './refusal.ts';

export interface MetricsRouteOptions {
  /** Whoever brings it as `Authorization: Bearer <token>` (RFC 6750 §2.1) may read. Undefined: nobody. */
  readonly token: string | undefined;
  /** Lets staff pass, who may read too. */
  readonly staffOnly: RequestHandler;
}

/** `GET /metrics` */
export function metricsRoute(metrics: Metrics, options: MetricsRouteOptions): RequestHandler[] {
  const { token, staffOnly } = options;
  return [
    (request, response, next) =>
      token !== undefined && isSame(bearerOf(request), token)
        ? next()
        : staffOnly(request, response, next),
    async (_request, response) => {
      const text = await metrics.read();
      response
        .setHeader('Content-Type', metrics.contentType)
        .setHeader('Cache-Control', 'no-store')
        .send(text);
    },
  ];
}

/** Counts the refusals of the routes before it, and passes every error on. */
export function countRefusals(metrics: Metrics): ErrorRequestHandler {
  return (error: unknown, _request, _response, next) => {
    if (error instanceof Refusal) metrics.evidenceRefused(error.reason);
    next(error);
  };
}

function bearerOf(request: Request): string {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

/** Takes as long whatever is the same and however long it is: only digests are compared. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
