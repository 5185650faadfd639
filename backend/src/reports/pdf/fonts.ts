import { createRequire } from 'node:module';
import { create } from 'fontkit';
import { readFileSync } from 'node:fs';

export type Weight = 400 | 600;

/** The font files, in the order in which they are asked for a character. */
const families = [
  [
    '@fontsource/inter',
    'inter',
    ['latin', 'latin-ext', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext', 'vietnamese'],
  ],
  ['@fontsource/noto-sans-arabic', 'noto-sans-arabic', ['arabic', 'symbols', 'math']],
  ['@fontsource/noto-sans-hebrew', 'noto-sans-hebrew', ['hebrew']],
] as const;

/** A font file. It is read when the first character is looked for that no font before it has. */
export class FontFile {
  /** By which a document knows it. */
  readonly name: string;
  readonly path: string;
  #characters: ReadonlySet<number> | undefined;

  constructor(name: string, path: string) {
    this.name = name;
    this.path = path;
  }

  /** @param points code points */
  covers(points: readonly number[]): boolean {
    this.#characters ??= this.#read();
    const characters = this.#characters;
    return points.every((point) => characters.has(point));
  }

  #read(): ReadonlySet<number> {
    const font = create(readFileSync(this.path));
    if (!('characterSet' in font)) throw new Error(`${this.name} is no single font`);
    return new Set(font.characterSet);
  }
}

const { resolve } = createRequire(import.meta.url);
const filesOf = (weight: Weight): FontFile[] =>
  families.flatMap(([packageName, family, subsets]) =>
    subsets.map((subset) => {
      // Not woff2: fontkit fails on composed letters of those when it takes a part of a font.
      const file = `${family}-${subset}-${weight}-normal.woff`;
      return new FontFile(`${family}-${subset}-${weight}`, resolve(`${packageName}/files/${file}`));
    }),
  );
const files: Readonly<Record<Weight, readonly FontFile[]>> = {
  400: filesOf(400),
  600: filesOf(600),
};

/** In the order in which they are asked for a character. */
export const fontsOf = (weight: Weight): readonly FontFile[] => files[weight];
