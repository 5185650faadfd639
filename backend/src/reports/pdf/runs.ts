import bidiFactory from 'bidi-js';
import { fontsOf, type Weight } from './fonts.ts';

/** A piece of a line that one font draws in one go. */
export interface Run {
  readonly text: string;
  /** As registered in the document. */
  readonly font: string;
}

const bidi = bidiFactory();
/** Printable ASCII: the first font has all of it. */
const plain = /^[ -~]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Letters that are written from the right. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
/** What is never seen by itself: joiners, marks of direction, selectors of a look. */
const invisible = /^[\p{Cf}\ufe00-\ufe0f]+$/u;

/**
 * A character that no font has is named by its number, like [U+1F600]: it is said, not dropped. A whole
 * family of emoji that make one sign is one bracket.
 */
export function drawable(text: string, weight: Weight): string {
  const spaced = text.replaceAll(/[\t\r\u00a0\u2007\u202f]/g, ' ');
  if (plain.test(spaced)) return spaced;
  return [...graphemes.segment(spaced)]
    .map(({ segment }) => {
      if (segment === '\n' || fontFor(segment, weight) !== null) return segment;
      if (invisible.test(segment)) return '';
      const points = [...segment].map((one) => one.codePointAt(0) ?? 0);
      // A letter with a mark that its font lacks: each by itself where that is possible.
      const each = [...segment].map((one) => (fontFor(one, weight) === null ? null : one));
      if (points.length > 1 && each[0] !== null) {
        return each.map((one, index) => one ?? numbered([points[index] ?? 0])).join('');
      }
      return numbered(points);
    })
    .join('');
}

const numbered = (points: readonly number[]): string =>
  `[${points.map((point) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`).join(' ')}]`;

/** What was named by its number. */
export const isNumbered = (text: string): boolean => /\[U\+[0-9A-F]{4,6}/.test(text);

export const hasRightToLeft = (text: string): boolean => rightToLeft.test(text);

/** The pieces of a line from left to right, as they are seen. @param line as `drawable` has it */
export function visualRuns(line: string, weight: Weight): Run[] {
  if (!hasRightToLeft(line)) return fontRuns(line, weight);
  const { levels } = bidi.getEmbeddingLevels(line, 'auto');
  // Words are shaped one by one; their order, and that of what lies between them, is ours.
  const pieces = inLevels(line, levels).flatMap(({ text, level }) =>
    fontRuns(level % 2 === 1 ? mirrored(text) : text, weight).map((run) => ({ ...run, level })),
  );
  const highest = Math.max(0, ...pieces.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) reverseFrom(pieces, level);
  return pieces.map(({ text, font }) => ({ text, font }));
}

interface Leveled {
  readonly text: string;
  readonly level: number;
}

/** Cut where the level changes, and between words. */
function inLevels(line: string, levels: Uint8Array): Leveled[] {
  const pieces: Leveled[] = [];
  let start = 0;
  const cutBefore = (end: number): void => {
    if (end > start) pieces.push({ text: line.slice(start, end), level: levels[start] ?? 0 });
    start = end;
  };
  for (let at = 1; at < line.length; at += 1) {
    const between = line[at] === ' ' || line[at - 1] === ' ';
    if (levels[at] !== levels[at - 1] || between) cutBefore(at);
  }
  cutBefore(line.length);
  return pieces;
}

/** Unicode Bidirectional Algorithm, rule L2: everything of this level and above turns round. */
function reverseFrom(pieces: (Run & Leveled)[], level: number): void {
  for (let from = 0; from < pieces.length; from += 1) {
    let to = from;
    while (to < pieces.length && (pieces[to]?.level ?? 0) >= level) to += 1;
    if (to - from > 1) pieces.splice(from, to - from, ...pieces.slice(from, to).reverse());
    from = to;
  }
}

function mirrored(text: string): string {
  return [...text].map((one) => bidi.getMirroredCharacter(one) ?? one).join('');
}

/** Pieces of one font each, in the order in which they are written. */
function fontRuns(text: string, weight: Weight): Run[] {
  const first = fontsOf(weight)[0];
  if (first !== undefined && plain.test(text)) return [{ text, font: first.name }];
  const runs: { text: string; font: string }[] = [];
  for (const { segment } of graphemes.segment(text)) {
    const font = fontFor(segment, weight) ?? fontsOf(weight)[0]?.name ?? '';
    const last = runs.at(-1);
    if (last?.font === font) last.text += segment;
    // Spaces and full stops are in many fonts: they go with what is before them.
    else if (last !== undefined && covers(last.font, segment, weight)) last.text += segment;
    else runs.push({ text: segment, font });
  }
  return runs;
}

function fontFor(segment: string, weight: Weight): string | null {
  const points = pointsOf(segment);
  return fontsOf(weight).find((file) => file.covers(points))?.name ?? null;
}

function covers(name: string, segment: string, weight: Weight): boolean {
  const file = fontsOf(weight).find((one) => one.name === name);
  return file?.covers(pointsOf(segment)) ?? false;
}

const pointsOf = (segment: string): number[] => [...segment].map((one) => one.codePointAt(0) ?? 0);
