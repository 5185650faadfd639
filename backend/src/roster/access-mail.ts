import type { Exam } from '@invigil/shared-types';
import { escapeHtml } from '../ops/index.ts';
import { windowOf } from './exam-window.ts';
import type { Mail } from './mailer.ts';

export interface AccessMailParts {
  readonly exam: Pick<Exam, 'title' | 'opensAt' | 'closesAt' | 'timeZone' | 'contact'>;
  readonly studentName: string;
  readonly studentNumber: string | null;
  /** As it is printed; null once it was used. */
  readonly code: string | null;
  /** Of the exam. */
  readonly joinUrl: string;
}

/** What a student is sent, as plain text and as HTML that looks the same everywhere. Pure. */
export function accessMail(parts: AccessMailParts): Omit<Mail, 'to'> {
  const { exam, studentName, studentNumber, code, joinUrl } = parts;
  const lines: [label: string, value: string][] = [
    ['Exam', exam.title],
    ['When', windowOf(exam)],
    ['Link', joinUrl],
    ['Student number', studentNumber ?? 'none'],
    ['One-time code', code ?? 'used already'],
  ];
  const advice =
    'Open the link in the browser in which you sit the exam and type in your number and the code. You can do so days before: a check of your computer takes a minute. The code works once; your browser keeps your place from then on.';
  const contact = `Questions? Ask ${exam.contact}.`;
  return {
    subject: `Your way into ${exam.title}`,
    text: [
      `Dear ${studentName},`,
      '',
      ...lines.map(([label, value]) => `${label}: ${value}`),
      '',
      advice,
      '',
      contact,
      '',
    ].join('\n'),
    html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(exam.title)}</title></head>
<body style="font: 16px/1.5 sans-serif; color: #0f172a">
<p>Dear ${escapeHtml(studentName)},</p>
<table cellpadding="4" style="border-collapse: collapse">
${lines.map(([label, value]) => row(label, value)).join('\n')}
</table>
<p>${escapeHtml(advice)}</p>
<p>${escapeHtml(contact)}</p>
</body>
</html>
`,
  };
}

function row(label: string, value: string): string {
  const text = escapeHtml(value);
  const shown = label === 'Link' ? `<a href="${text}">${text}</a>` : `<b>${text}</b>`;
  return `<tr><th scope="row" align="left" style="font-weight: normal">${label}</th><td>${shown}</td></tr>`;
}
