import { createI18n } from 'vue-i18n';
import en from './en/index.ts';
import { firstLocale, isLocale, locales, type Locale } from './locales.ts';
import { asInArabic, asInEnglish } from './plurals.ts';
import type { WordsLike } from './words-like.ts';

type Messages = typeof en;

type Leaves<T, Before extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Before}${K}` : Leaves<T[K], `${Before}${K}.`>;
}[keyof T & string];

type MessageAt<T, Key extends string> = Key extends `${infer Head}.${infer Rest}`
  ? Head extends keyof T
    ? MessageAt<T[Head], Rest>
    : never
  : Key extends keyof T
    ? T[Key]
    : never;

/** The names in braces; quoted ones are literal text. */
type Placeholders<Message> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `'${string}'` ? never : Name) | Placeholders<Rest>
  : never;

/** Filled in from the number that chooses the form, where it is not given by name. */
type Counted = 'n' | 'count';
type Named<Message> = Readonly<
  Record<Exclude<Placeholders<Message>, Counted>, string | number> &
    Partial<Record<Counted, string | number>>
>;
type HasForms<Message> = Message extends `${string} | ${string}` ? true : false;

type Parameters<Message> =
  Exclude<Placeholders<Message>, Counted> extends never
    ? true extends HasForms<Message>
      ? [plural: number] | [named: Named<Message>, plural?: number]
      : [named?: Named<Message> | number, plural?: number]
    : [named: Named<Message>, plural?: number];

/** Every message there is, as `part.key`. */
export type MessageKey = Leaves<Messages>;

const messages: Readonly<Record<string, WordsLike<Messages>>> = { [firstLocale]: en };
const locale: string = firstLocale;

/** The plugin for the app. The words themselves are taken by `t`, in components and elsewhere. */
export const i18n = createI18n({
  legacy: false,
  locale,
  fallbackLocale: firstLocale,
  messages,
  pluralRules: { en: asInEnglish, ar: asInArabic },
});

/** The language in use; reactive like `t`. */
export function localeInUse(): Locale {
  const name = i18n.global.locale.value;
  return isLocale(name) ? name : firstLocale;
}

/** What students read: the agent speaks this language to all of them, whatever the console's is. */
export const studentLocale = 'en' satisfies Locale;

/** A message without placeholders in the language that students read. */
export const tForStudents = (key: MessageKey): string =>
  i18n.global.t(key, {}, { locale: studentLocale });

/** What is written from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const letter = /\p{L}/u;
const leftToRightFrom = '\u2066';
const rightToLeftFrom = '\u2067';
const isolateEnd = '\u2069';

/** Keeps a name of the other direction from pulling the words around it to the wrong side. */
function isolated(value: string | number): string | number {
  if (typeof value !== 'string' || value === '') return value;
  const mixed = locales[localeInUse()].direction === 'rtl' || rightToLeft.test(value);
  if (!mixed) return value;
  // By its first letter. The mark that leaves this to the browser does not see into isolated parts.
  const from = rightToLeft.test(letter.exec(value)?.[0] ?? '') ? rightToLeftFrom : leftToRightFrom;
  return from + value + isolateEnd;
}

/**
 * A message in the language in use. Reactive where it is called while rendering or in a computed value.
 * A key that does not exist and a placeholder that is not filled do not type-check.
 * @param args the placeholders' values, and the number that chooses among the forms of a message that
 *   has several (it fills `{n}`, too)
 * @example t('wall.here', { here: 187, invited: 203 }); t('actions.unread', 3)
 */
export function t<Key extends MessageKey>(
  key: Key,
  ...args: Parameters<MessageAt<Messages, Key>>
): string;
export function t(
  key: string,
  first?: Readonly<Record<string, string | number>> | number,
  plural?: number,
): string {
  const count = typeof first === 'number' ? first : plural;
  const named =
    typeof first === 'object'
      ? Object.fromEntries(Object.entries(first).map(([name, value]) => [name, isolated(value)]))
      : {};
  return count === undefined
    ? i18n.global.t(key, named)
    : i18n.global.t(key, { n: count, count, ...named }, count);
}
