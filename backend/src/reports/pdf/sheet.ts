import PDFDocument from 'pdfkit';
import { markPath, toneOf, type Mark, type Tone } from '../view/chart.ts';
import { fontsOf, type Weight } from './fonts.ts';
import { drawable, hasRightToLeft, isNumbered, visualRuns } from './runs.ts';

/** Lengths in points: 1/72 inch. */
export const page = { width: 595.28, height: 841.89, margin: 48, bottom: 60 } as const;
export const inner = page.width - 2 * page.margin;
const lowest = page.height - page.bottom;
/** What fits on an empty page. */
export const wholePage = lowest - page.margin;

export interface TextStyle {
  readonly size: number;
  /** From baseline to baseline. */
  readonly leading: number;
  readonly weight: Weight;
  readonly tone: Tone;
}

export const tones: Readonly<Record<Tone, string>> = {
  ink: '#0f172a',
  quiet: '#475569',
  line: '#cbd5e1',
  accent: '#4338ca',
  look: '#1d4ed8',
  likely: '#92400e',
  severe: '#b91c1c',
  technical: '#6d28d9',
  clear: '#475569',
};

const text = (size: number, weight: Weight = 400, tone: Tone = 'ink'): TextStyle => ({
  ...{ size, weight, tone },
  leading: size * 1.42,
});
export const styles = {
  title: text(22, 600),
  subtitle: text(12, 400, 'quiet'),
  section: text(14, 600),
  incident: text(11, 600),
  body: text(9.5),
  quiet: text(9.5, 400, 'quiet'),
  label: text(9.5, 600, 'quiet'),
  cell: text(8.5),
  head: text(8.5, 600, 'quiet'),
  caption: text(8.5, 400, 'quiet'),
  footer: text(7, 400, 'quiet'),
  verdict: text(34, 600),
} as const satisfies Record<string, TextStyle>;

export interface SheetInfo {
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

type Element = ReturnType<PDFKit.PDFDocument['struct']>;

/**
 * A document under way: where the next thing goes, and how text is set. Everything that is drawn belongs to
 * an element of the document's structure, so that it can be read aloud in its order.
 */
export class Sheet {
  readonly doc: PDFKit.PDFDocument;
  /** Where the next thing begins, from the top of the page. */
  y: number = page.margin;
  /** Something had to be named by its number, since no font has it. */
  numbered = false;
  readonly #chunks: Buffer[] = [];
  readonly #root: Element;
  readonly #done: Promise<void>;

  constructor({ title, at }: SheetInfo) {
    this.doc = new PDFDocument({
      size: [page.width, page.height],
      margin: page.margin,
      pdfVersion: '1.7',
      tagged: true,
      lang: 'en',
      displayTitle: true,
      // The footer says how many pages there are.
      bufferPages: true,
      info: { Title: title, Creator: 'Invigil', Producer: 'Invigil', CreationDate: new Date(at) },
    });
    this.#done = new Promise((resolve, reject) => {
      this.doc.on('data', (chunk: Buffer) => void this.#chunks.push(chunk));
      this.doc.on('end', resolve);
      this.doc.on('error', reject);
    });
    for (const weight of [400, 600] as const) {
      for (const { name, path } of fontsOf(weight)) this.doc.registerFont(name, path);
    }
    this.#root = this.doc.struct('Document');
    this.doc.addStructure(this.#root);
  }

  /** What is left of this page. */
  get left(): number {
    return lowest - this.y;
  }

  /** Begins a new page where this one has not so much left. */
  room(height: number): void {
    if (this.left < height && this.y > page.margin) this.newPage();
  }

  newPage(): void {
    this.doc.addPage();
    this.y = page.margin;
  }

  /** An element under another one, or under the document itself; whoever makes it ends it. */
  element(type: string, parent?: Element, options: { alt?: string; scope?: string } = {}): Element {
    const made = this.doc.struct(type, options);
    (parent ?? this.#root).add(made);
    return made;
  }

  /** Draws one thing that is an element by itself, on this page. */
  tagged(
    type: string,
    draw: () => void,
    parent?: Element,
    options: { alt?: string; scope?: string } = {},
  ): void {
    this.element(type, parent, options).add(draw).end();
  }

  /** Draws what means nothing: lines, repeated heads. */
  artifact(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.doc.endMarkedContent();
  }

  /** Cuts a text into lines that are no wider than that. */
  lines(content: string, style: TextStyle, width: number): string[] {
    const known = drawable(content, style.weight);
    if (known !== content && isNumbered(known)) this.numbered = true;
    return known
      .replaceAll(/\n{3,}/g, '\n\n')
      .split('\n')
      .flatMap((paragraph) => this.#wrap(paragraph, style, width));
  }

  /** @param baseline from the top of the page */
  line(content: string, style: TextStyle, x: number, baseline: number): void {
    let at = x;
    for (const { text: piece, font } of visualRuns(content, style.weight)) {
      this.doc.font(font).fontSize(style.size).fillColor(tones[style.tone]);
      this.doc.text(piece, at, baseline, { lineBreak: false, baseline: 'alphabetic' });
      at += this.doc.widthOfString(piece);
    }
  }

  /** Lines below each other, from `top` on. */
  linesAt(lines: readonly string[], style: TextStyle, x: number, top: number): void {
    for (const [index, one] of lines.entries()) {
      // Whoever hears or copies it hears words, not the end of one line run into the next.
      const more = index < lines.length - 1 && !hasRightToLeft(one) ? ' ' : '';
      this.line(one + more, style, x, top + style.size + index * style.leading);
    }
  }

  widthOf(content: string, style: TextStyle): number {
    return visualRuns(content, style.weight).reduce((sum, { text: piece, font }) => {
      this.doc.font(font).fontSize(style.size);
      return sum + this.doc.widthOfString(piece);
    }, 0);
  }

  /** @param hollow its outline alone */
  mark(mark: Mark, x: number, y: number, radius: number, hollow = false): void {
    const tone = tones[toneOf[mark]];
    const path = this.doc.path(markPath(mark, x, y, radius));
    if (hollow) path.lineWidth(1.2).fillAndStroke('#ffffff', tone);
    else path.fill(tone, 'even-odd');
  }

  rule(y: number, tone: Tone = 'line'): void {
    this.doc
      .moveTo(page.margin, y)
      .lineTo(page.width - page.margin, y)
      .lineWidth(0.5)
      .stroke(tones[tone]);
  }

  /** Writes the foot of each page and ends the document. Resolves with its bytes. */
  async end(foot: (pageNumber: number, pages: number) => void): Promise<Buffer> {
    this.#root.end();
    const { start, count } = this.doc.bufferedPageRange();
    for (let index = 0; index < count; index += 1) {
      this.doc.switchToPage(start + index);
      this.artifact(() => foot(index + 1, count));
    }
    this.doc.end();
    await this.#done;
    return Buffer.concat(this.#chunks);
  }

  #wrap(paragraph: string, style: TextStyle, width: number): string[] {
    const space = this.widthOf(' ', style);
    const lines: string[] = [];
    let line = '';
    let used = 0;
    for (const word of paragraph.split(' ')) {
      for (const part of this.#fitting(word, style, width)) {
        const wide = this.widthOf(part, style);
        if (line !== '' && used + space + wide > width) {
          lines.push(line);
          line = part;
          used = wide;
        } else {
          used += (line === '' ? 0 : space) + wide;
          line = line === '' ? part : `${line} ${part}`;
        }
      }
    }
    return [...lines, line];
  }

  /** A word that is wider than the line in parts that are not. */
  #fitting(word: string, style: TextStyle, width: number): string[] {
    if (this.widthOf(word, style) <= width) return [word];
    const parts: string[] = [];
    let part = '';
    for (const letter of word) {
      if (part !== '' && this.widthOf(part + letter, style) > width) {
        parts.push(part);
        part = '';
      }
      part += letter;
    }
    return [...parts, part];
  }
}
