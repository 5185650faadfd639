import { Router } from 'express';

/*
 * A quiz as an LMS would show it: plain pages, real navigation, forms. It stands in for somebody
 * else's product, so it knows nothing of who watches it.
 */

interface Question {
  readonly text: string;
  readonly choices: readonly string[];
}

const pages: readonly (readonly Question[])[] = [
  [
    {
      text: 'A stone falls from rest. How far has it fallen after 2 s? (g = 9.8 m/s²)',
      choices: ['9.8 m', '19.6 m', '39.2 m'],
    },
    {
      text: 'Which of these quantities is a vector?',
      choices: ['Mass', 'Temperature', 'Momentum'],
    },
    {
      text: 'The unit of electric resistance is the …',
      choices: ['volt', 'ohm', 'ampere'],
    },
  ],
  [
    {
      text: 'Light passes from air into glass. Its frequency …',
      choices: ['rises', 'falls', 'stays the same'],
    },
    {
      text: 'A spring is stretched to twice the extension. The energy stored is …',
      choices: ['twice as much', 'four times as much', 'the same'],
    },
  ],
];

/** The demo quiz: `/`, `/2`, `/finished` below where it is mounted. */
export function quizPages(): Router {
  const router = Router();
  pages.forEach((questions, index) => {
    const path = index === 0 ? '/' : `/${index + 1}`;
    const next = index + 1 < pages.length ? `/demo/quiz/${index + 2}` : '/demo/quiz/finished';
    router.get(path, (_request, response) => {
      response.type('html').send(layout(form(questions, index, next)));
    });
  });
  router.get('/finished', (_request, response) => {
    response
      .type('html')
      .send(
        layout('<h1>Your answers have been handed in</h1><p>You can close this window now.</p>'),
      );
  });
  return router;
}

function form(questions: readonly Question[], pageIndex: number, next: string): string {
  const first = pages.slice(0, pageIndex).reduce((sum, page) => sum + page.length, 0);
  const fields = questions.map(
    ({ text, choices }, index) => `
      <fieldset>
        <legend><span>Question ${first + index + 1}</span>${text}</legend>
        ${choices
          .map(
            (choice, value) =>
              `<label><input type="radio" name="q${first + index + 1}" value="${value}"> ${choice}</label>`,
          )
          .join('\n        ')}
      </fieldset>`,
  );
  const last = pageIndex + 1 === pages.length;
  return `
    <h1>Physics I, quiz</h1>
    <p class="where">Page ${pageIndex + 1} of ${pages.length}</p>
    <form action="${next}" method="get">
      ${fields.join('\n')}
      <button id="next" type="submit">${last ? 'Hand in' : 'Next page'}</button>
    </form>`;
}

const layout = (content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Physics I, quiz · Demo College</title>
<style>
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #1f2937; background: #f3f4f6; }
  header { background: #14532d; color: #fff; padding: 12px 24px; font-weight: 600; }
  main { max-width: 44rem; margin: 24px auto; padding: 24px; background: #fff; border: 1px solid #d1d5db; }
  h1 { margin: 0; font-size: 1.4rem; }
  .where { margin: 4px 0 24px; color: #4b5563; }
  fieldset { border: 1px solid #d1d5db; margin: 0 0 16px; padding: 8px 16px 16px; }
  legend { padding: 0 8px; }
  legend span { display: block; font-size: .85rem; color: #4b5563; }
  label { display: block; padding: 4px 0; }
  button { font: inherit; padding: 8px 20px; border: 0; background: #14532d; color: #fff; cursor: pointer; }
</style>
</head>
<body>
<header>Demo College</header>
<main>${content}</main>
</body>
</html>
`;
