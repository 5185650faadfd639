import { z } from 'zod';
import { escapeHtml } from '../ops/index.ts';
import type { OpenApiDocument } from './document.ts';
import { style } from './docs-style.ts';

type Operation = NonNullable<NonNullable<OpenApiDocument['paths']>[string]['get']>;

/** What is read of an answer: the library leaves open what it is. */
const answerSchema = z.object({
  description: z.string().default(''),
  content: z.record(z.string(), z.object({ schema: z.unknown().optional() })).default({}),
});

const methods = ['get', 'post', 'put', 'delete'] as const;

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The description as one page, to be read and searched: no script, and nothing from elsewhere. */
export function docsPage(document: OpenApiDocument): string {
  const { title, description = '' } = document.info;
  const entries = entriesOf(document);
  const sections = (document.tags ?? []).map(({ name, description: about = '' }) => ({
    name,
    about,
    its: entries.filter(({ operation }) => operation.tags?.includes(name) === true),
  }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}: API</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}: API</h1>
<p>${words(description)}</p>
<p><a href="/api/docs/openapi.json">As OpenAPI ${escapeHtml(document.openapi)}</a></p>
</header>
<nav aria-label="Sections"><ul>
${sections.map(({ name }) => `<li><a href="#${anchor(name)}">${escapeHtml(name)}</a></li>`).join('\n')}
<li><a href="#schemas">Schemas</a></li>
</ul></nav>
<main>
${sections
  .map(
    ({ name, about, its }) => `<section aria-labelledby="${anchor(name)}">
<h2 id="${anchor(name)}">${escapeHtml(name)}</h2>
<p>${words(about)}</p>
${its.map(route).join('\n')}
</section>`,
  )
  .join('\n')}
${schemas(document)}
</main>
</body>
</html>
`;
}

function entriesOf({ paths = {} }: OpenApiDocument): Entry[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }];
    }),
  );
}

function route({ method, path, operation }: Entry): string {
  const { summary = '', description, operationId = '' } = operation;
  return `<details class="route" id="${escapeHtml(operationId)}">
<summary><span class="method">${method}</span> <code>${escapeHtml(path)}</code> <span>${escapeHtml(summary)}</span></summary>
${description === undefined ? '' : `<p>${words(description)}</p>`}
<p>${words(whoMay(operation))}</p>
${parameters(operation)}
${body(operation)}
${answers({ ...operation.responses })}
</details>`;
}

function whoMay({ security = [] }: Operation): string {
  const ways = security.flatMap((way) => Object.keys(way));
  if (ways.length === 0) return 'Anybody may ask.';
  const names: Readonly<Record<string, string>> = {
    session: 'the session cookie of staff',
    examToken: 'an exam token (`Authorization: Bearer`)',
    metricsToken: 'the token for figures (`Authorization: Bearer`)',
  };
  return `With ${ways.map((way) => names[way] ?? way).join(', or ')}.`;
}

function parameters({ parameters: all = [] }: Operation): string {
  const rows = all.flatMap((one) => ('name' in one ? [one] : []));
  if (rows.length === 0) return '';
  return `<table><caption>Parameters</caption>
<thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">What</th></tr></thead>
<tbody>${rows
    .map(
      ({ name, in: where, required, description = '', schema }) =>
        `<tr><th scope="row"><code>${escapeHtml(name)}</code>${required === true ? ' (required)' : ''}</th><td>${where}</td><td>${words(description)}<pre tabindex="0">${pretty(schema)}</pre></td></tr>`,
    )
    .join('\n')}</tbody></table>`;
}

function body({ requestBody }: Operation): string {
  if (requestBody === undefined || !('content' in requestBody)) return '';
  return Object.entries(requestBody.content)
    .map(([type, content]) => schema(`Body: ${type}`, 'schema' in content ? content.schema : null))
    .join('\n');
}

function answers(responses: Readonly<Record<string, unknown>>): string {
  const good: string[] = [];
  const problems: string[] = [];
  for (const [status, response] of Object.entries(responses)) {
    if (status.startsWith('2')) good.push(answer(status, response));
    else problems.push(problem(status, response));
  }
  return `${good.join('\n')}
<table><caption>Refused with</caption>
<thead><tr><th scope="col">Status</th><th scope="col">Reason</th></tr></thead>
<tbody>${problems.join('\n')}</tbody></table>`;
}

function answer(status: string, response: unknown): string {
  const { content } = answerSchema.parse(response);
  const types = Object.entries(content);
  if (types.length === 0) return `<p>Answers ${status} without a body.</p>`;
  return types
    .map(([type, { schema: shape }]) => {
      const heading = `Answer ${status}: ${type}`;
      return shape === undefined ? `<p>${escapeHtml(heading)}</p>` : schema(heading, shape);
    })
    .join('\n');
}

function problem(status: string, response: unknown): string {
  const { description } = answerSchema.parse(response);
  return `<tr><th scope="row">${status}</th><td>${words(description)}</td></tr>`;
}

function schemas({ components }: OpenApiDocument): string {
  const all = Object.entries(components?.schemas ?? {});
  return `<section aria-labelledby="schemas">
<h2 id="schemas">Schemas</h2>
${all.map(([name, shape]) => `<div id="schema-${escapeHtml(name)}">${schema(name, shape)}</div>`).join('\n')}
</section>`;
}

const schema = (heading: string, shape: unknown): string =>
  `<details><summary>${escapeHtml(heading)}</summary><pre tabindex="0">${pretty(shape)}</pre></details>`;

/** With links where another schema is named. */
const pretty = (shape: unknown): string =>
  escapeHtml(JSON.stringify(shape ?? {}, null, 2)).replace(
    /#\/components\/schemas\/(\w+)/g,
    '<a href="#schema-$1">$1</a>',
  );

/** Paragraphs, and code between backticks. */
const words = (text: string): string =>
  escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll('\n\n', '<br>');

const anchor = (name: string): string => name.toLowerCase().replace(/[^a-z]+/g, '-');
