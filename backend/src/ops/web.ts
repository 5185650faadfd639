import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { Refusal } from './refusal.ts';

/** Response headers for every page: scripts and styles from here alone, nobody may frame us. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // The join page and the demo quiz carry a small style sheet of their own.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        // Would turn a plain http server on a school's own network into a dead one.
        upgradeInsecureRequests: null,
      },
    },
  });
}

/** Answers that no browser and nothing on the way may keep, unless one says otherwise: they are about people. */
export function unkept(): RequestHandler {
  return (_request, response, next) => {
    response.setHeader('Cache-Control', 'private, no-store');
    next();
  };
}

/**
 * Whose tries count together: an address or, of IPv6, the whole network that one connection is given.
 * @param address as Express has it; undefined where the connection has ended
 */
export const networkOf = (address: string | undefined): string => ipKeyGenerator(address ?? '');

/** At most so many requests per address and minute; beyond that `rate_limited`. */
export function perMinute(limit: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => next(new Refusal('rate_limited')),
  });
}

/** The console: its files, and its start page for every address that the router in it knows. */
export function consoleFiles(folder: string): Router {
  const router = Router();
  const startPage = join(folder, 'index.html');
  if (!existsSync(startPage)) {
    router.get('/', (_request, response) => {
      response
        .status(503)
        .type('text')
        .send('The console has not been built yet. Run: npm run build:admin\n');
    });
    return router;
  }
  router.use(express.static(folder, { index: false, maxAge: '1h' }));
  router.get(/^\/(?!api\/|socket\.io\/|assets\/).*/, (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(startPage);
  });
  return router;
}
