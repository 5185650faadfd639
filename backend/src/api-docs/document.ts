import {
  appealSchema,
  attemptReportSchema,
  attemptSchema,
  auditEntrySchema,
  deletionSchema,
  deliverySchema,
  evidenceSchema,
  examSchema,
  examSettingsSchema,
  idSchema,
  incidentSchema,
  legalHoldSchema,
  policySchema,
  problemSchema,
  reasonSentences,
  receiptSchema,
  rosterEntrySchema,
  scoreSchema,
  staffSchema,
  webhookPayloadSchema,
  type Reason,
} from '@invigil/shared-types';
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { statusOf } from '../ops/index.ts';
import { sessionCookie } from '../people/index.ts';
import type { Described, Section } from './described.ts';
import { isCapability, reasonsOf } from './reasons.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** What has a name of its own, because it is in several answers. */
const named = {
  Appeal: appealSchema,
  Attempt: attemptSchema,
  AttemptReport: attemptReportSchema,
  AuditEntry: auditEntrySchema,
  Deletion: deletionSchema,
  Delivery: deliverySchema,
  Evidence: evidenceSchema,
  Exam: examSchema,
  ExamSettings: examSettingsSchema,
  Incident: incidentSchema,
  LegalHold: legalHoldSchema,
  Policy: policySchema,
  Problem: problemSchema,
  Receipt: receiptSchema,
  RosterEntry: rosterEntrySchema,
  Score: scoreSchema,
  Staff: staffSchema,
  WebhookPayload: webhookPayloadSchema,
};

/** @param version of the server @param url how it is reached, without a slash at the end */
export function documentOf(
  sections: readonly Section[],
  { version, url }: { readonly version: string; readonly url: string },
): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const { name, routes } of sections) {
    for (const [key, described] of Object.entries(routes)) {
      const [method = '', path = ''] = key.split(' ');
      paths[path] = {
        ...paths[path],
        [method.toLowerCase()]: operation(name, method, path, described),
      };
    }
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Invigil',
      version,
      description:
        'Live video invigilation for online exams. Whatever is refused is refused with an ' +
        '`application/problem+json` (RFC 9457) whose `reason` says why. Lists come in pages: ' +
        '`next` of one is the `cursor` of the next.',
    },
    servers: [{ url }],
    tags: sections.map(({ name, about }) => ({ name, description: about })),
    paths,
    components: {
      schemas: named,
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookie(url).name,
          description: 'Of the staff: set by a sign-in, not readable by pages.',
        },
        examToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Of a student: for one attempt of one exam.',
        },
        metricsToken: { type: 'http', scheme: 'bearer', description: 'INVIGIL_METRICS_TOKEN' },
      },
    },
  });
}

function operation(
  tag: string,
  method: string,
  path: string,
  described: Described,
): ZodOpenApiOperationObject {
  const { summary, about, asker, query, body, maxBytes } = described;
  const parameters = pathOf(path, described);
  const capability = isCapability(asker) ? `Needs the capability \`${asker}\`.` : null;
  const size = body === undefined ? null : `At most ${maxBytes ?? 32 * 1024} bytes.`;
  const description = [about, capability, size]
    .filter((text) => text !== null && text !== undefined)
    .join('\n\n');
  return {
    operationId: operationIdOf(method, path),
    tags: [tag],
    summary,
    ...(description === '' ? {} : { description }),
    ...(isCapability(asker) ? { 'x-capability': asker } : {}),
    security: securityOf(asker),
    requestParams: {
      ...(Object.keys(parameters).length === 0 ? {} : { path: z.object(parameters) }),
      ...(query === undefined ? {} : { query }),
    },
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(body) } }),
    responses: { ...answersOf(described), ...problemsOf(reasonsOf(method, described)) },
  };
}

/** `{kind}` and the like, in the order of the path. */
function pathOf(path: string, { path: special = {} }: Described): Record<string, z.ZodType> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, special[name] ?? idSchema]));
}

function contentOf(body: NonNullable<Described['body']>) {
  return body instanceof z.ZodType
    ? { 'application/json': { schema: body } }
    : { [body.type]: { schema: body.schema } };
}

function answersOf({ answer, or }: Described): ZodOpenApiResponsesObject {
  const other = or === undefined ? {} : { [`${or.status}`]: { description: or.when } };
  if (answer.status === 204) return { '204': { description: 'Done.' } };
  const content =
    'schema' in answer
      ? { 'application/json': { schema: answer.schema } }
      : Object.fromEntries(answer.types.map((type) => [type, {}]));
  return { [`${answer.status}`]: { description: 'Done.', content }, ...other };
}

function problemsOf(reasons: readonly Reason[]): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(reasons, statusOf);
  return Object.fromEntries(
    [...byStatus].map(([status, its]) => [
      `${status}`,
      {
        description: its.map((reason) => `\`${reason}\`: ${reasonSentences[reason]}`).join('\n\n'),
        content: { 'application/problem+json': { schema: problemSchema } },
        'x-reasons': its,
      },
    ]),
  );
}

function securityOf(asker: Described['asker']) {
  if (asker === 'anybody') return [];
  if (asker === 'student') return [{ examToken: [] }];
  if (asker === 'figures') return [{ session: [] }, { metricsToken: [] }];
  return [{ session: [] }];
}

/** `getExamsExamIdRoster` */
const operationIdOf = (method: string, path: string): string =>
  method.toLowerCase() +
  path
    .replace(/^\/api/, '')
    .replace(/[^A-Za-z0-9]+(.)?/g, (_all, next: string | undefined) => next?.toUpperCase() ?? '');
