import type { ReportKind } from '@invigil/shared-types';

/** Longest part of a name, characters. */
const partLimit = 60;

/** "physics-i-vega-luz-report.pdf": letters and digits of any script, and hyphens. */
export function fileName(parts: readonly string[], kind: ReportKind): string {
  const words = parts.map((part) =>
    part
      // "é" as "e" and a mark, which goes; letters that are written by themselves stay.
      .normalize('NFKD')
      .replaceAll(/(?<=\p{Script=Latin})\p{M}+/gu, '')
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, '-')
      .slice(0, partLimit)
      .replaceAll(/^-+|-+$/g, ''),
  );
  return `${[...words, 'report'].filter((word) => word !== '').join('-')}.${kind}`;
}
