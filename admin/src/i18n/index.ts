import type en from './en/index.ts';
import { firstLocale, isLocale, locales, type Locale } from './locales.ts';
import { i18n, localeInUse } from './translate.ts';
import type { WordsLike } from './words-like.ts';

export {
  labelFor,
  levelLabel,
  sentenceFor,
  troubleLabelFor,
  type FailedBecause,
  type LabelledType,
} from './catalogue.ts';
export { isLocale, localeNames, locales, type Locale } from './locales.ts';
export { i18n, localeInUse, studentLocale, t, tForStudents, type MessageKey } from './translate.ts';

const storageKey = 'invigil.locale';

/** Every language but the first comes when it is asked for. */
const loaders: Readonly<Partial<Record<Locale, () => Promise<WordsLike<typeof en>>>>> = {
  ar: async () => (await import('./ar/index.ts')).default,
};

/** The tag by which `Intl` writes numbers and times in the language in use; reactive like `t`. */
export const localeTag = (): string => locales[localeInUse()].tag;

/** Its direction; reactive like `t`. */
export const directionInUse = (): 'ltr' | 'rtl' => locales[localeInUse()].direction;

/**
 * Changes the language, remembers it on this machine and turns the page to its direction.
 * @throws Error where its words could not be loaded; then the language stays as it is
 */
export async function setLocale(locale: Locale): Promise<void> {
  await use(locale);
  try {
    localStorage.setItem(storageKey, locale);
  } catch {
    // Then it holds until the page is closed.
  }
}

/** Puts the remembered language on the page. Once, before anything is shown. */
export async function startLocale(): Promise<void> {
  try {
    await use(remembered());
  } catch {
    // Its words could not be loaded. The menu offers it again; an exam is not kept waiting.
    await use(firstLocale);
  }
}

/**
 * Puts the browser's own language on the page, unless one was chosen here: for those who come once and
 * are no staff. Where its words cannot be loaded, the first language stays.
 */
export async function startBrowserLocale(): Promise<void> {
  if (hasChosen()) return;
  const wanted = navigator.languages
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => isLocale(tag));
  if (!isLocale(wanted) || wanted === localeInUse()) return;
  try {
    await use(wanted);
  } catch {
    await use(firstLocale);
  }
}

async function use(locale: Locale): Promise<void> {
  if (!i18n.global.availableLocales.includes(locale)) {
    const words = await loaders[locale]?.();
    if (words !== undefined) i18n.global.setLocaleMessage(locale, words);
  }
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale;
  document.documentElement.dir = locales[locale].direction;
}

function hasChosen(): boolean {
  try {
    return isLocale(localStorage.getItem(storageKey));
  } catch {
    // Storage may be forbidden; then nothing was chosen.
    return false;
  }
}

function remembered(): Locale {
  try {
    const value = localStorage.getItem(storageKey);
    return isLocale(value) ? value : firstLocale;
  } catch {
    // Storage may be forbidden; the first language needs none.
    return firstLocale;
  }
}
