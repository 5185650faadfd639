import {
  catalogue,
  countedTypes,
  labelOf,
  noteLabels,
  reasonSentences,
  technicalLabels,
  troubleCatalogue,
  troubleReasons,
  violationTypes,
} from '@invigil/shared-types';

/** The contract's own words, so that each is written down once. */
function wordsOf<K extends string>(names: readonly K[], word: (name: K) => string) {
  return Object.fromEntries(names.map((name) => [name, word(name)])) as Readonly<Record<K, string>>;
}

/** Words that every part uses. The same keys in every language. */
export const common = {
  brand: 'Invigil',
  tryAgain: 'Try again',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  copyByHand: 'The browser does not let this page copy. It is marked: please copy it by hand.',
  more: 'Show more',
  outdated: 'No connection: this is from {time}. {sentence}',
  /** After the name of a request's failure; `detail` is the server's. */
  withDetail: '{sentence} ({detail})',
  language: 'Language',
  levels: { clear: 'Clear', look: 'Look', likely: 'Likely', severe: 'Severe' },
  /** What can add to a score. */
  counted: wordsOf(countedTypes, labelOf),
  technical: technicalLabels,
  notes: noteLabels,
  troubles: wordsOf(troubleReasons, (reason) => troubleCatalogue[reason].label),
  /** To the student, as prepared words of a warning. */
  warnings: wordsOf(
    violationTypes,
    (type) => `${catalogue[type].warningTitle} ${catalogue[type].warningText}`,
  ),
  reasons: reasonSentences,
  unreachable: 'The server cannot be reached. Please check the network; this page goes on trying.',
  units: {
    second: '{n} s',
    minute: '{n} min',
    hour: '{n} h',
    minuteSecond: '{minutes} {seconds}',
    hourMinute: '{hours} {minutes}',
    underTenth: 'under 0.1 s',
  },
  window: '{from} to {to} ({zone})',
  day: '{day}, {time}',
} as const;
