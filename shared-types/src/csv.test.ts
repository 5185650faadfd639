import { describe, expect, it } from 'vitest';
import { inertCell } from './csv.ts';

describe('a cell of a CSV file', () => {
  // OWASP's list of what begins a formula, each as it is, wide, small, hidden and on a later line.
  it.each([
    ...['=1+1', '+1', '-1', '@SUM(A1)', "=cmd|' /C calc'!A0"].map((text) => [text, `'${text}`]),
    ...['\tplain', '\rplain', '\nplain'].map((text) => [text, `'${text}`]),
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r'=1"],
    ['\n=1', "'\n'=1"],
    ...['＝1', '＋1', '－1', '＠A', '﹦1', '﹢1', '﹣1', '−1', '﹫A'].map((text) => [
      text,
      `'${text}`,
    ]),
    ...['  =1', '\u00A0=1', '\u200B=1', '\uFEFF=1', '\u202E=1', '\0=1'].map((text) => [
      text,
      `'${text}`,
    ]),
    ['x\n=cmd', "x\n'=cmd"],
    ['x\r\n=cmd', "x\r\n'=cmd"],
    ['x\r=cmd\ny\n @A', "x\r'=cmd\ny\n' @A"],
    ['x\u2028=cmd', "x\u2028'=cmd"],
    ['=a\nplain', "'=a\nplain"],
  ])('%j is no formula', (text, inert) => {
    expect(inertCell(text)).toEqual(inert);
    // Once is enough.
    expect(inertCell(inertCell(text))).toEqual(inertCell(text));
  });

  it.each(['', 'Vega, Luz', 'a=b', '1-2', 'x@example.org', 'Two lines\nof words', "O'Hara", '語'])(
    '%j stays as it is',
    (text) => {
      expect(inertCell(text)).toBe(text);
    },
  );

  it.each([-5, 0, 1.5, -1e-9])('%d stays a number', (number) => {
    expect(inertCell(number)).toBe(number);
  });
});
