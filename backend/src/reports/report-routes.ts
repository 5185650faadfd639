import {
  idSchema,
  reportKinds,
  type AttemptReport,
  type ExamReport,
  type ReportKind,
} from '@invigil/shared-types';
import { Router, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import type { AuditSink } from '../audit/index.ts';
import { concerning, Refusal } from '../ops/index.ts';
import { staffOf } from '../people/index.ts';
import { examCsv, incidentsCsv } from './csv.ts';
import { fileName } from './file-name.ts';
import { jsonOf } from './fingerprint.ts';
import type { Renderer } from './rendering/renderer.ts';
import type { ReportDesk } from './report-desk.ts';

export interface ReportRoutePorts {
  readonly reports: Pick<ReportDesk, 'newest' | 'make' | 'exam' | 'list'>;
  readonly renderer: Pick<Renderer, 'attempt' | 'exam'>;
  readonly audit: AuditSink;
  /** Lets only those pass who may read reports. */
  readonly readers: RequestHandler;
}

const kindSchema = z.enum(reportKinds);
const contentTypes: Readonly<Record<ReportKind, string>> = {
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
};

/** `/api/attempts/:attemptId/report…` */
export function attemptReportRoutes(ports: ReportRoutePorts): Router {
  const { reports, renderer, audit, readers } = ports;
  const router = Router();

  router.get('/:attemptId/report.:kind', readers, (request, response) => {
    const attemptId = idIn(request.params['attemptId'], 'unknown_attempt');
    const kind = kindIn(request.params['kind']);
    return concerning({ attemptId }, async () => {
      const report = await reports.newest(attemptId);
      const { exam, attempt } = report;
      const body = await attemptBody(renderer, report, kind);
      audit.write({
        at: Date.now(),
        who: readerOf(response),
        what: 'report_downloaded',
        examId: exam.id,
        attemptId,
        detail: { kind },
      });
      send(response, body, kind, fileName([exam.title, attempt.studentName], kind));
    });
  });

  router.post('/:attemptId/report', readers, (request, response) => {
    const attemptId = idIn(request.params['attemptId'], 'unknown_attempt');
    return concerning({ attemptId }, async () => {
      const { exam, attempt, builtAt } = await reports.make(attemptId);
      const { studentName } = attempt;
      audit.write({
        at: Date.now(),
        who: readerOf(response),
        what: 'report_made',
        examId: exam.id,
        attemptId,
        detail: {},
      });
      response.json({ attemptId, studentName, builtAt, outdated: false });
    });
  });

  return router;
}

/** `/api/exams/:examId/report…` */
export function examReportRoutes({ reports, renderer, audit, readers }: ReportRoutePorts): Router {
  const router = Router();

  router.get('/:examId/reports', readers, async (request, response) => {
    response.json(await reports.list(idIn(request.params['examId'], 'unknown_exam')));
  });

  router.get('/:examId/report.:kind', readers, async (request, response) => {
    const examId = idIn(request.params['examId'], 'unknown_exam');
    const kind = kindIn(request.params['kind']);
    const report = await reports.exam(examId, Date.now());
    const body = await examBody(renderer, report, kind);
    audit.write({
      at: Date.now(),
      who: readerOf(response),
      what: 'report_downloaded',
      examId,
      attemptId: null,
      detail: { kind },
    });
    send(response, body, kind, fileName([report.exam.title], kind));
  });

  return router;
}

async function attemptBody(
  renderer: ReportRoutePorts['renderer'],
  report: AttemptReport,
  kind: ReportKind,
): Promise<Buffer | string> {
  if (kind === 'json') return jsonOf(report);
  return kind === 'csv' ? incidentsCsv(report) : renderer.attempt(report, kind);
}

async function examBody(
  renderer: ReportRoutePorts['renderer'],
  report: ExamReport,
  kind: ReportKind,
): Promise<Buffer | string> {
  if (kind === 'json') return jsonOf(report);
  return kind === 'csv' ? examCsv(report) : renderer.exam(report, kind);
}

function send(response: Response, body: Buffer | string, kind: ReportKind, name: string): void {
  // The page is to be looked at, everything else to be kept.
  if (kind === 'html') {
    // Names and notes are in it: whatever they hold, nothing of the page runs or loads.
    response.setHeader(
      'Content-Security-Policy',
      "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
  } else {
    response.attachment(name);
  }
  response
    .setHeader('Content-Type', contentTypes[kind])
    // Of a person in an exam: no shared cache keeps it.
    .setHeader('Cache-Control', 'private, no-store')
    .send(Buffer.from(body));
}

function readerOf(response: Response) {
  const { id, username } = staffOf(response);
  return { kind: 'staff', staffId: id, name: username } as const;
}

function idIn(value: unknown, otherwise: 'unknown_attempt' | 'unknown_exam'): string {
  const id = idSchema.safeParse(value);
  if (!id.success) throw new Refusal(otherwise);
  return id.data;
}

function kindIn(value: unknown): ReportKind {
  const kind = kindSchema.safeParse(value);
  if (!kind.success) throw new Refusal('not_found', 'a report is json, html, pdf or csv');
  return kind.data;
}
