import { reasonSentences, troubleReasons } from '@invigil/shared-types';
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import ar from './ar/index.ts';
import en from './en/index.ts';
import { i18n, labelFor, sentenceFor, setLocale, t, troubleLabelFor } from './index.ts';
import type { MessageKey } from './index.ts';

type Words = { readonly [key: string]: string | Words };

/** What may stand in Latin letters in the middle of Arabic: names and keys. */
const latinAllowed =
  /\b(Invigil|CSV|UTF|A4|WebGL|JPEG|Ctrl|Enter|Esc|Home|End|Tab|Space|Shift|PageUp|PageDown|SHA|VP8|PDF|JSON|[A-Z])\b/g;

function flatten(words: Words, before = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const path = before + key;
    if (typeof value === 'string') flat.set(path, value);
    else for (const entry of flatten(value, `${path}.`)) flat.set(...entry);
  }
  return flat;
}

const english = flatten(en);
const arabic = flatten(ar);
const both = [...english].map(([key, words]) => [key, words, arabic.get(key) ?? ''] as const);

const placeholders = (words: string) =>
  [...new Set([...words.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort();
const forms = (words: string) => words.split(' | ').length;

afterEach(async () => {
  await setLocale('en');
  localStorage.clear();
});

describe('the words of all languages', () => {
  it('have the same keys', () => {
    expect([...arabic.keys()]).toEqual([...english.keys()]);
  });

  it.each(both)('%s has the same placeholders', (_key, words, translated) => {
    // A form for exactly one or two says so in words.
    const counted = forms(words) > 1 ? ['n', 'count'] : [];
    const needed = (all: readonly string[]) => all.filter((name) => !counted.includes(name));
    for (const form of words.split(' | ')) {
      expect(needed(placeholders(form))).toEqual(needed(placeholders(words)));
    }
    for (const form of translated.split(' | ')) {
      expect(needed(placeholders(form))).toEqual(needed(placeholders(words)));
    }
  });

  it.each(both)('%s has forms for numbers in both or in none', (_key, words, translated) => {
    const fitting: Readonly<Record<number, readonly number[]>> = {
      1: [1],
      2: [2, 4, 5],
      3: [3, 6],
    };
    expect(fitting[forms(words)]).toContain(forms(translated));
  });

  it.each(both)('%s is translated', (_key, words, translated) => {
    expect(translated.trim()).not.toBe('');
    const left = translated.replaceAll(/\{[^}]*\}/g, '').replaceAll(latinAllowed, '');
    expect(left).not.toMatch(/[A-Za-z]/);
    if (/[a-z]{3}/.test(words.replaceAll(/\{[^}]*\}/g, '').replaceAll(latinAllowed, ''))) {
      expect(translated).toMatch(/[\u0600-\u06ff]/);
    }
  });

  it.each(both)('%s stays calm', (_key, words, translated) => {
    expect(words + translated).not.toMatch(/[!！]/);
  });

  it.each(['en', 'ar'] as const)('can all be said in %s', async (locale) => {
    await setLocale(locale);
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
    for (const [key, words] of english) {
      const named = Object.fromEntries(placeholders(words).map((name) => [name, '7']));
      const said = i18n.global.t(key, { ...named, n: 7, count: 7 }, 7);
      expect(said).not.toBe(key);
      expect(said).not.toMatch(/[{}]| \| /);
    }
    expect(warned).not.toHaveBeenCalled();
    expect(errors).not.toHaveBeenCalled();
  });
});

describe('a message', () => {
  it('has to exist, and to get what it needs', () => {
    expectTypeOf<'common.tryAgain'>().toExtend<MessageKey>();
    expectTypeOf<'common.tryHarder'>().not.toExtend<MessageKey>();
    expectTypeOf<'common'>().not.toExtend<MessageKey>();
    expectTypeOf(t<'common.day'>)
      .parameter(1)
      .toExtend<{ day: string | number }>();
  });

  it('falls back to English where a language has none', async () => {
    await setLocale('ar');
    i18n.global.setLocaleMessage('ar', { ...ar, common: { ...ar.common, tryAgain: undefined } });
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect(t('common.tryAgain')).toBe('Try again');
    i18n.global.setLocaleMessage('ar', ar);
    expect(t('common.tryAgain')).toBe('إعادة المحاولة');
  });

  it('keeps a name of the other direction together', async () => {
    expect(t('common.day', { day: 'Ana', time: '09:41' })).toBe('Ana, 09:41');
    expect(t('common.day', { day: 'ليلى', time: '09:41' })).toBe('\u2067ليلى\u2069, 09:41');
    await setLocale('ar');
    expect(t('common.day', { day: 'Ana', time: 9 })).toBe('\u2066Ana\u2069، 9');
    const inner = t('common.day', { day: 'الجمعة', time: '09:00' });
    expect(inner).toBe('\u2067الجمعة\u2069، \u206609:00\u2069');
    expect(t('common.day', { day: inner, time: 'x' })).toBe(`\u2067${inner}\u2069، \u2066x\u2069`);
  });
});

describe('the catalogue', () => {
  it('names what stands on a timeline', async () => {
    expect(labelFor('no_face')).toBe('No face');
    expect(labelFor('camera_lost')).toBe('No camera picture');
    expect(labelFor('calibrated')).toBe('Calibrated');
    expect(troubleLabelFor('camera_lost')).toBe('Camera unplugged');
    await setLocale('ar');
    expect(labelFor('no_face')).toBe(ar.common.counted.no_face);
    for (const reason of troubleReasons) expect(troubleLabelFor(reason)).toMatch(/[\u0600-\u06ff]/);
  });

  it('says why a request failed, with what the server adds', async () => {
    const { no_answer: sentence } = reasonSentences;
    expect(sentenceFor('no_answer')).toBe(sentence);
    expect(sentenceFor({ reason: 'no_answer', message: sentence })).toBe(sentence);
    expect(sentenceFor({ reason: 'no_answer', message: `${sentence} (text: too big)` })).toBe(
      `${sentence} (text: too big)`,
    );
    await setLocale('ar');
    expect(sentenceFor({ reason: 'no_answer', message: sentence })).toBe(
      ar.common.reasons.no_answer,
    );
    expect(sentenceFor({ reason: 'no_answer', message: `${sentence} (text: too big)` })).toBe(
      `\u2067${ar.common.reasons.no_answer}\u2069 (\u2066text: too big\u2069)`,
    );
  });
});
