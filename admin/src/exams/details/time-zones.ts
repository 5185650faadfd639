import { offsetAt, offsetText } from './exam-window.ts';

/** The time zone of this machine. */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Every time zone this browser knows, this machine's own first. */
export function timeZones(): string[] {
  const own = ownZone();
  const others = [...Intl.supportedValuesOf('timeZone'), 'UTC'].filter((name) => name !== own);
  return [own, ...new Set(others)];
}

/** As people write it: `Europe/Buenos Aires`. */
export const zoneLabel = (name: string): string => name.replaceAll('_', ' ');

/** Those whose name, or distance to UTC at `at`, has all the words in it. */
export function zonesFor(words: string, zones: readonly string[], at: number): string[] {
  const wanted = words.trim().toLowerCase().split(/\s+/);
  return zones.filter((name) => {
    const text = zoneLabel(name).toLowerCase();
    return wanted.every(
      (word) =>
        text.includes(word) || (/[+−-]?\d/.test(word) && offsetWords(name, at).includes(word)),
    );
  });
}

const offsetWords = (name: string, at: number): string =>
  offsetText(offsetAt(at, name)).replace('−', '-').toLowerCase();
