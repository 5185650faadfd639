import { readFileSync } from 'node:fs';
import { Router } from 'express';
import { z } from 'zod';
import { docsPage } from './docs-page.ts';
import { documentOf, type OpenApiDocument } from './document.ts';
import { sections } from './routes/index.ts';

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

/**
 * `/api/docs`: what the server answers to, as a page and as OpenAPI 3.1. Anybody may read it.
 * @param publicUrl how browsers reach this server, without a slash at the end
 */
export function docRoutes(publicUrl: () => string): Router {
  const router = Router();
  /** Made when it is first asked for: it takes some 100 ms, and most servers are never asked. */
  let made: { document: OpenApiDocument; page: string } | undefined;
  const description = () => {
    if (made !== undefined) return made;
    const document = documentOf(sections, { version, url: publicUrl() });
    made = { document, page: docsPage(document) };
    return made;
  };

  router.get('/', (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache').type('html').send(description().page);
  });

  router.get('/openapi.json', (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache').json(description().document);
  });

  return router;
}
