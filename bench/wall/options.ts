import { parseArgs } from 'node:util';

export interface WallBenchOptions {
  /** How long each wall takes updates, and how long it is scrolled with and without them. */
  readonly seconds: number;
  readonly scrollSeconds: number;
  readonly students: readonly number[];
  /** Updates a second. */
  readonly rates: readonly number[];
  /** False for a run that is only looked at: docs/wall.md stays. */
  readonly write: boolean;
}

/** @throws Error in words for the terminal */
export function readWallOptions(args: readonly string[]): WallBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '60' },
      scroll: { type: 'string', default: '10' },
      students: { type: 'string', default: '200,1000' },
      rates: { type: 'string', default: '80,400' },
      'no-page': { type: 'boolean', default: false },
    },
  });
  return {
    seconds: wholeNumber('seconds', values.seconds),
    scrollSeconds: wholeNumber('scroll', values.scroll),
    students: values.students.split(',').map((one) => wholeNumber('students', one)),
    rates: values.rates.split(',').map((one) => wholeNumber('rates', one)),
    write: !values['no-page'],
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`--${name}=${text}: expected whole numbers from 1 on`);
  }
  return value;
}
