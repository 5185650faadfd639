/**
 * The console's languages, each with its name in itself, the direction it is written in, and the tag by
 * which `Intl` writes numbers and times. Arabic ones have Latin digits: a score, a time and a seat are
 * compared with those on other papers, and all of them line up.
 */
export const locales = {
  en: { name: 'English', direction: 'ltr', tag: 'en-GB' },
  ar: { name: 'العربية', direction: 'rtl', tag: 'ar-u-nu-latn' },
} as const;
export type Locale = keyof typeof locales;

/** The one that every message exists in, and that stands in where another has none. */
export const firstLocale = 'en' satisfies Locale;

export const localeNames: readonly Locale[] = ['en', 'ar'];

export const isLocale = (value: string | null | undefined): value is Locale =>
  typeof value === 'string' && Object.hasOwn(locales, value);
