import { afterEach, describe, expect, it } from 'vitest';
import { directionInUse, localeInUse, localeTag, setLocale, startLocale } from './index.ts';

afterEach(async () => {
  await setLocale('en');
  localStorage.clear();
});

describe('the language in use', () => {
  it('turns the page, and is remembered on this machine', async () => {
    await setLocale('ar');
    expect(document.documentElement).toMatchObject({ lang: 'ar', dir: 'rtl' });
    expect([localeInUse(), directionInUse(), localeTag()]).toEqual(['ar', 'rtl', 'ar-u-nu-latn']);
    expect(localStorage.getItem('invigil.locale')).toBe('ar');
  });

  it('is the remembered one at the start', async () => {
    localStorage.setItem('invigil.locale', 'ar');
    await startLocale();
    expect(document.documentElement).toMatchObject({ lang: 'ar', dir: 'rtl' });
  });

  it.each(['', 'xx', 'toString', '__proto__'])(
    'is English where %j is remembered',
    async (name) => {
      localStorage.setItem('invigil.locale', name);
      await startLocale();
      expect(document.documentElement).toMatchObject({ lang: 'en', dir: 'ltr' });
    },
  );
});
