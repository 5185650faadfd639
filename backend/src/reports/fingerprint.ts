import { createHash } from 'node:crypto';
import type { AttemptReport, ExamReport } from '@invigil/shared-types';
import { canonicalJson } from '../audit/index.ts';

/** A report as JSON, byte for byte as it is handed out: canonical (RFC 8785), so that it has one fingerprint. */
export const jsonOf = (report: AttemptReport | ExamReport): string => canonicalJson(report);

/** SHA-256 of the report's JSON, in hexadecimal: on each page, and of the file that is handed out. */
export const fingerprintOf = (report: AttemptReport | ExamReport): string =>
  createHash('sha256').update(jsonOf(report)).digest('hex');
