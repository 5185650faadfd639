import { bands, type Score } from '@invigil/shared-types';

/**
 * How a score came about, in words: `high 60 (cap) + medium 24`. A band says "(cap)" where more was
 * seen than it may add.
 */
export function explainScore({ value, bands: parts }: Pick<Score, 'value' | 'bands'>): string {
  const words = parts
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => bands.indexOf(b.band) - bands.indexOf(a.band))
    .map(({ band, sum, counted }) => `${band} ${counted}${sum > counted ? ' (cap)' : ''}`);
  if (words.length === 0) return 'nothing counts so far';
  const total = parts.reduce((sum, { counted }) => sum + counted, 0);
  return words.join(' + ') + (total > value ? `, at most ${value}` : '');
}
