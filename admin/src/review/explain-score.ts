import { bandCaps, type AttemptDetail } from '@invigil/shared-types';

/**
 * How a score came about, in words: `high 60 (cap) + medium 24`. A band says "(cap)" where more was
 * seen than it may add.
 */
export function explainScore({
  value,
  bands,
}: Pick<AttemptDetail['score'], 'value' | 'bands'>): string {
  const parts = bands
    .filter(({ counted }) => counted > 0)
    .sort((a, b) => bandCaps[b.band] - bandCaps[a.band])
    .map(({ band, sum, counted }) => `${band} ${counted}${sum > counted ? ' (cap)' : ''}`);
  if (parts.length === 0) return 'nothing confirmed';
  const total = bands.reduce((sum, { counted }) => sum + counted, 0);
  return parts.join(' + ') + (total > value ? `, at most ${value}` : '');
}
