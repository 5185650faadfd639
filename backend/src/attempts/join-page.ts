import { enrolRequestSchema } from '@invigil/shared-types';
import { Router } from 'express';
import { Refusal } from '../ops/index.ts';

/**
 * `/join/<code>`: the student's personal link. The agent, where it is installed, reads the code from
 * the page and opens its own welcome page; where it is not, the page says what to do.
 */
export function joinPage(): Router {
  const router = Router();
  router.get('/:code', (request, response) => {
    const code = enrolRequestSchema.shape.code.safeParse(request.params.code);
    if (!code.success) throw new Refusal('unknown_code');
    response
      .setHeader('Cache-Control', 'no-store')
      .setHeader('Referrer-Policy', 'no-referrer')
      .type('html')
      .send(page(code.data));
  });
  return router;
}

// The code's alphabet holds no character that means something to HTML.
const page = (code: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="invigil-enrolment" content="${code}">
<title>Join your exam · Invigil</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 Inter, system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center;
         background: light-dark(#f8fafc, #0f172a); color: light-dark(#0f172a, #e2e8f0); }
  main { max-width: 32rem; padding: 24px; }
  h1 { font-size: 1.5rem; margin: 0 0 16px; }
  p { margin: 0 0 16px; }
  .installed, :root[data-invigil='installed'] .absent { display: none; }
  :root[data-invigil='installed'] .installed { display: block; }
</style>
</head>
<body>
<main>
  <h1>Join your exam</h1>
  <div class="absent">
    <p>This link needs the Invigil extension, and it is not active in this browser.</p>
    <p>Install it as your school described, then open this link again. If you already have,
       check that you use the same browser and that the extension is switched on.</p>
  </div>
  <div class="installed">
    <p>Invigil has opened its welcome page in a new tab. Go on there; you can close this one.</p>
  </div>
</main>
</body>
</html>
`;
