import { bands, type Score } from '@invigil/shared-types';
import { t } from '../i18n/index.ts';

/**
 * How a score came about, in words: `high 60 (cap) + medium 24`. A band says "(cap)" where more was
 * seen than it may add.
 */
export function explainScore({ value, bands: parts }: Pick<Score, 'value' | 'bands'>): string {
  const words = parts
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => bands.indexOf(b.band) - bands.indexOf(a.band))
    .map(({ band, sum, counted }) =>
      t(sum > counted ? 'review.score.bandCapped' : 'review.score.band', {
        band: t(`review.score.bands.${band}`),
        counted,
      }),
    );
  const [most, ...others] = words;
  if (most === undefined) return t('review.score.nothing');
  const sum = others.reduce((first, next) => t('review.score.plus', { first, next }), most);
  const total = parts.reduce((all, { counted }) => all + counted, 0);
  return total > value ? t('review.score.atMost', { sum, value }) : sum;
}
