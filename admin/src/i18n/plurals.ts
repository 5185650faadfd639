/** Which of so many forms a number takes. `forms` counts them. */
export type PluralRule = (count: number, forms: number) => number;

const arabic = new Intl.PluralRules('ar');
const arabicForms = ['one', 'two', 'few', 'many', 'other'] as const;

/** By their order in a message: one and many, or none, one and many, as in English. */
export const asInEnglish: PluralRule = (count, forms) => {
  if (forms === 2) return count === 1 ? 0 : 1;
  return Math.min(count, forms - 1);
};

/**
 * Two and three forms as in English. Four are for one, two, 3 to 10, and more; a fifth, for the hundreds,
 * may follow. With six the first is for none.
 */
export const asInArabic: PluralRule = (count, forms) => {
  if (forms < 4) return asInEnglish(count, forms);
  const none = forms > arabicForms.length ? 1 : 0;
  const category = arabic.select(count);
  if (category === 'zero') return none === 1 ? 0 : forms - 1;
  return Math.min(none + arabicForms.indexOf(category), forms - 1);
};
