import { parentPort, workerData } from 'node:worker_threads';
import { attemptReportSchema, examReportSchema } from '@invigil/shared-types';
import { writePage } from '../html/page.ts';
import { writePdf } from '../pdf/write-pdf.ts';
import type { FoundPicture } from '../pictures.ts';
import { attemptView } from '../view/attempt-view.ts';
import { examView } from '../view/exam-view.ts';
import { renderOrderSchema, type Rendered } from './messages.ts';

/* A thread that renders one report and ends: half a second of work that must not hold up the walls. */

const { what, kind, json, pictures } = renderOrderSchema.parse(workerData);
const report: unknown = JSON.parse(json);
const view =
  what === 'attempt'
    ? attemptView(attemptReportSchema.parse(report))
    : examView(examReportSchema.parse(report));
const found = new Map(
  pictures.map(([id, picture]): [string, FoundPicture] => [
    id,
    picture.state === 'there' ? { state: 'there', jpeg: Buffer.from(picture.jpeg) } : picture,
  ]),
);
const bytes = await (kind === 'pdf' ? writePdf : writePage)(view, ({ evidenceId }) =>
  Promise.resolve(found.get(evidenceId) ?? { state: 'deleted' }),
);
const rendered: Rendered = { bytes: new Uint8Array(bytes) };
parentPort?.postMessage(rendered, [rendered.bytes.buffer]);
