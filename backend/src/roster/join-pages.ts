import type { Exam } from '@invigil/shared-types';
import { escapeHtml } from '../ops/index.ts';
import { windowOf } from './exam-window.ts';

/** A page without a script, as the rest of Invigil looks. */
function layout(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${head}<title>${escapeHtml(title)} · Invigil</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>
  :root { color-scheme: light dark; font: 16px/1.5 Inter, system-ui, sans-serif;
          --page: light-dark(#f1f5f9, #0b1120); --surface: light-dark(#ffffff, #141d2f);
          --line: light-dark(#64748b, #7e8ca5); --ink: light-dark(#0f172a, #e8edf5);
          --muted: light-dark(#475569, #a5b2c8); --accent: light-dark(#4338ca, #a5b4fc);
          --wrong: light-dark(#b91c1c, #fca5a5); }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px;
         background: var(--page); color: var(--ink); }
  main { width: 100%; max-width: 30rem; padding: 24px; border-radius: 8px; background: var(--surface);
         overflow-wrap: anywhere; }
  h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 8px; }
  p { margin: 0 0 16px; }
  p:last-child { margin: 0; }
  .muted { color: var(--muted); }
  .wrong { padding: 8px 12px; border-inline-start: 4px solid var(--wrong); color: var(--wrong); }
  label { display: block; font-weight: 600; }
  form { margin: 0 0 16px; }
  .hint { display: block; font-weight: 400; color: var(--muted); font-size: .875rem; }
  input { display: block; width: 100%; min-height: 44px; margin: 4px 0 16px; padding: 8px 12px; font: inherit;
          color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 8px; }
  .code { font-variant-numeric: tabular-nums; letter-spacing: .1em; text-transform: uppercase; }
  button { min-height: 44px; width: 100%; padding: 8px 16px; font: inherit; font-weight: 600; color: #fff;
           background: #4f46e5; border: 0; border-radius: 8px; cursor: pointer; }
  button:hover { background: #4338ca; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .installed, :root[data-invigil='installed'] .absent { display: none; }
  :root[data-invigil='installed'] .installed { display: block; }
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

export interface ExamPageState {
  /** What was typed as the number. */
  readonly studentNumber: string;
  /** Why the student did not get in; null where they have not tried. */
  readonly problem: string | null;
}

/** The exam's link: whoever is on the roster types their number and the code that they were given. */
export function examPage(
  exam: Pick<Exam, 'title' | 'opensAt' | 'closesAt' | 'timeZone' | 'contact' | 'joinCode'>,
  { studentNumber, problem }: ExamPageState,
): string {
  const wrong =
    problem === null ? '' : `<p class="wrong" id="problem" role="alert">${escapeHtml(problem)}</p>`;
  const described = problem === null ? '' : ' aria-describedby="problem" aria-invalid="true"';
  return layout(
    exam.title,
    `  <h1>${escapeHtml(exam.title)}</h1>
  <p class="muted">${escapeHtml(windowOf(exam))}</p>
  ${wrong}
  <form method="post" action="/join/${escapeHtml(exam.joinCode ?? '')}">
    <label for="number">Your student number</label>
    <input id="number" name="number" value="${escapeHtml(studentNumber)}" required maxlength="60"
           autocomplete="off" autocapitalize="off" spellcheck="false"${described}>
    <label for="code">Your one-time code
      <span class="hint">8 letters and digits, from your card or e-mail</span></label>
    <input class="code" id="code" name="code" required maxlength="20" autocomplete="one-time-code"
           autocapitalize="characters" spellcheck="false"${described}>
    <button>Go on</button>
  </form>
  <p class="muted">No code, or it does not work? Ask ${escapeHtml(exam.contact)}.</p>`,
  );
}

/**
 * The student's personal link. The agent, where it is installed, reads the code from the page and opens its
 * own welcome page; where it is not, the page says what to do.
 */
export function personalPage(code: string): string {
  return layout(
    'Join your exam',
    `  <h1>Join your exam</h1>
  <div class="absent">
    <p>This link needs the Invigil extension, and it is not active in this browser.</p>
    <p>Install it as your school described, then open this link again. If you already have,
       check that you use the same browser and that the extension is switched on.</p>
  </div>
  <div class="installed">
    <p>Invigil has opened its welcome page in a new tab. Go on there; you can close this one.</p>
  </div>`,
    // The code's alphabet holds no character that means something to HTML.
    `<meta name="invigil-enrolment" content="${code}">\n`,
  );
}

/** Something went wrong for which there is no form. */
export function refusalPage(sentence: string): string {
  return layout(
    'Join your exam',
    `  <h1>This did not work</h1>
  <p>${escapeHtml(sentence)}</p>`,
  );
}
