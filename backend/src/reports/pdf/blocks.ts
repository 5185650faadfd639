import { chartTextSize, markRadius, type Chart } from '../view/chart.ts';
import type { Block, Fact } from '../view/document.ts';
import { inner, page, styles, tones, type Sheet, type TextStyle } from './sheet.ts';

type Table = Extract<Block, { kind: 'table' }>;
type Verdict = Extract<Block, { kind: 'verdict' }>;

const labelWidth = 118;
const gap = 10;

/** Lines in a column; where a page ends the rest goes on the next one. */
export function flow(
  sheet: Sheet,
  type: string,
  lines: readonly string[],
  style: TextStyle,
  x: number = page.margin,
): void {
  const element = sheet.element(type);
  let rest = lines;
  while (rest.length > 0) {
    sheet.room(style.leading);
    const fits = Math.max(1, Math.floor(sheet.left / style.leading));
    const now = rest.slice(0, fits);
    element.add(() => sheet.linesAt(now, style, x, sheet.y));
    sheet.y += now.length * style.leading;
    rest = rest.slice(fits);
  }
  element.end();
}

export function paragraph(sheet: Sheet, text: string, style: TextStyle = styles.body): void {
  flow(sheet, 'P', sheet.lines(text, style, inner), style);
  sheet.y += 6;
}

export function sectionTitle(sheet: Sheet, title: string): void {
  if (sheet.y > page.margin) sheet.y += 14;
  // Not alone at the foot of a page.
  sheet.room(90);
  flow(sheet, 'H2', sheet.lines(title, styles.section, inner), styles.section);
  sheet.artifact(() => sheet.rule(sheet.y + 1));
  sheet.y += 10;
}

/** How high facts are, all on one page. */
export function factsHeight(sheet: Sheet, facts: readonly Fact[]): number {
  return facts.reduce((sum, fact) => sum + rowOf(sheet, fact).height, 0) + 6;
}

export function drawFacts(sheet: Sheet, facts: readonly Fact[]): void {
  for (const fact of facts) {
    const { label, value } = rowOf(sheet, fact);
    const { leading } = styles.body;
    sheet.room(Math.min(Math.max(label.length, value.length), 3) * leading);
    const top = sheet.y;
    sheet.tagged('P', () => sheet.linesAt(label, styles.label, page.margin, top));
    const pageBefore = sheet.doc.bufferedPageRange().count;
    flow(sheet, 'P', value, styles.body, page.margin + labelWidth + gap);
    const samePage = sheet.doc.bufferedPageRange().count === pageBefore;
    if (samePage) sheet.y = Math.max(sheet.y, top + label.length * leading);
    sheet.y += 2;
  }
  sheet.y += 6;
}

function rowOf(sheet: Sheet, { label, value }: Fact) {
  const labelLines = sheet.lines(label, styles.label, labelWidth);
  const valueLines = sheet.lines(value, styles.body, inner - labelWidth - gap);
  const rows = Math.max(labelLines.length, valueLines.length);
  return { label: labelLines, value: valueLines, height: rows * styles.body.leading + 2 };
}

export function drawVerdict(sheet: Sheet, { value, level, word, text }: Verdict): void {
  const wide = sheet.widthOf(value, styles.verdict);
  const wordX = page.margin + 14 + wide + 26;
  const textX = wordX + sheet.widthOf(word, styles.section) + 20;
  const lines = sheet.lines(text, styles.body, page.width - page.margin - 14 - textX);
  const height = Math.max(58, lines.length * styles.body.leading + 24);
  sheet.room(height);
  const top = sheet.y;
  sheet.artifact(() => {
    sheet.doc.roundedRect(page.margin, top, inner, height, 6).lineWidth(0.8).stroke(tones.line);
  });
  const middle = top + height / 2;
  sheet.tagged('P', () => {
    sheet.line(`${value} `, styles.verdict, page.margin + 14, middle + 12);
    sheet.mark(level, wordX - 10, middle, 7);
    sheet.line(word, styles.section, wordX + 2, middle + 5);
  });
  const textTop = middle - (lines.length * styles.body.leading) / 2;
  sheet.tagged('P', () => sheet.linesAt(lines, styles.body, textX, textTop));
  sheet.y = top + height + 14;
}

const cellGap = 8;
const rowPadding = 3;

export function drawTable(sheet: Sheet, { caption, columns, rows }: Table): void {
  if (rows.length === 0) return paragraph(sheet, `${caption}: none.`, styles.quiet);
  sheet.room(70);
  const table = sheet.element('Table');
  const captionLines = sheet.lines(caption, styles.caption, inner);
  sheet.tagged(
    'Caption',
    () => sheet.linesAt(captionLines, styles.caption, page.margin, sheet.y),
    table,
  );
  sheet.y += captionLines.length * styles.caption.leading + 4;

  const cells = layout(columns);
  const heads = cells.map(({ title, width }) => sheet.lines(title, styles.head, width));
  const headHeight = heightOf(heads, styles.head);
  const drawHead = (index: number): void =>
    drawCell(sheet, cells[index], heads[index], styles.head);
  const headRow = sheet.element('TR', table);
  for (const index of cells.keys()) {
    sheet.tagged('TH', () => drawHead(index), headRow, { scope: 'Column' });
  }
  headRow.end();
  sheet.y += headHeight;
  sheet.artifact(() => sheet.rule(sheet.y));

  for (const row of rows) {
    // A cell's text is one paragraph here: whatever it is, the row fits on a page.
    const lines = cells.map(({ width }, index) =>
      sheet.lines((row[index] ?? '').replaceAll(/\s+/g, ' '), styles.cell, width),
    );
    const height = heightOf(lines, styles.cell);
    if (sheet.left < height) {
      sheet.newPage();
      sheet.artifact(() => {
        for (const index of cells.keys()) drawHead(index);
        sheet.rule(sheet.y + headHeight);
      });
      sheet.y += headHeight;
    }
    const tableRow = sheet.element('TR', table);
    for (const [index, cell] of cells.entries()) {
      sheet.tagged('TD', () => drawCell(sheet, cell, lines[index], styles.cell), tableRow);
    }
    tableRow.end();
    sheet.y += height;
    sheet.artifact(() => sheet.rule(sheet.y));
  }
  table.end();
  sheet.y += 12;
}

interface Cell {
  readonly title: string;
  readonly x: number;
  readonly width: number;
  readonly atEnd: boolean;
}

function layout(columns: Table['columns']): Cell[] {
  let x: number = page.margin;
  return columns.map(({ title, share, align }) => {
    const cell = { title, x, width: share * inner - cellGap, atEnd: align === 'end' };
    x += share * inner;
    return cell;
  });
}

function drawCell(
  sheet: Sheet,
  cell: Cell | undefined,
  lines: readonly string[] | undefined,
  style: TextStyle,
): void {
  if (cell === undefined || lines === undefined) return;
  for (const [index, line] of lines.entries()) {
    const shift = cell.atEnd ? cell.width - sheet.widthOf(line, style) : 0;
    sheet.linesAt([line], style, cell.x + shift, sheet.y + rowPadding + index * style.leading);
  }
}

const heightOf = (cells: readonly (readonly string[])[], style: TextStyle): number =>
  Math.max(...cells.map((lines) => lines.length)) * style.leading + 2 * rowPadding;

export function drawChart(sheet: Sheet, chart: Chart, words: string): void {
  const captionLines = sheet.lines(words, styles.caption, inner);
  sheet.room(chart.height + captionLines.length * styles.caption.leading + 8);
  const top = sheet.y;
  sheet.tagged('Figure', () => drawShapes(sheet, chart, page.margin, top), undefined, {
    alt: words,
  });
  sheet.y = top + chart.height + 4;
  flow(sheet, 'Caption', captionLines, styles.caption);
  sheet.y += 10;
}

function drawShapes(sheet: Sheet, { shapes }: Chart, left: number, top: number): void {
  const { doc } = sheet;
  for (const shape of shapes) {
    switch (shape.kind) {
      case 'line': {
        doc.save().lineWidth(shape.width);
        if (shape.dashed === true) doc.dash(3, { space: 3 });
        for (const [index, [x, y]] of shape.points.entries()) {
          if (index === 0) doc.moveTo(left + x, top + y);
          else doc.lineTo(left + x, top + y);
        }
        doc.stroke(tones[shape.tone]).restore();
        break;
      }
      case 'box':
        doc.save().fillOpacity(shape.opacity);
        doc.rect(left + shape.x, top + shape.y, shape.width, shape.height).fill(tones[shape.tone]);
        doc.restore();
        break;
      case 'mark':
        sheet.mark(shape.mark, left + shape.x, top + shape.y, markRadius, shape.hollow);
        break;
      case 'text': {
        const style = { ...styles.caption, size: chartTextSize - 1, tone: shape.tone };
        const wide = sheet.widthOf(shape.text, style);
        const shift = { start: 0, middle: wide / 2, end: wide }[shape.anchor];
        sheet.line(shape.text, style, left + shape.x - shift, top + shape.y);
        break;
      }
    }
  }
}
