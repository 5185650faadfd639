import Bowser from 'bowser';
import { t } from '../i18n/index.ts';

/** Which browser somebody is signed in with, in words, from what it says of itself. */
export function browserWords(userAgent: string | null): string {
  if (userAgent === null || userAgent.trim() === '') return t('people.sessions.unknownBrowser');
  const { browser, os } = Bowser.parse(userAgent);
  const name = browser.name ?? '';
  const system = os.name ?? '';
  if (name === '') return t('people.sessions.unknownBrowser');
  return system === '' ? name : t('people.sessions.browserOn', { browser: name, system });
}
