import type { Level } from '@invigil/shared-types';

/** The word that goes with every level's colour and shape. */
export const levelWords: Readonly<Record<Level, string>> = {
  clear: 'Clear',
  look: 'Look',
  likely: 'Likely',
  severe: 'Severe',
};
