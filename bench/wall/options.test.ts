import { describe, expect, it } from 'vitest';
import { readWallOptions } from './options.ts';

describe('options of the wall bench', () => {
  it('are the whole run by default, which is written down', () => {
    expect(readWallOptions([])).toEqual({
      seconds: 60,
      scrollSeconds: 10,
      students: [200, 1_000],
      rates: [80, 400],
      write: true,
    });
  });

  it('can be a short look', () => {
    expect(
      readWallOptions(['--seconds=5', '--scroll=2', '--students=50', '--rates=10', '--no-page']),
    ).toEqual({ seconds: 5, scrollSeconds: 2, students: [50], rates: [10], write: false });
  });

  it.each(['--seconds=0', '--students=200,many', '--rates=1.5'])('refuse %s', (option) => {
    expect(() => readWallOptions([option])).toThrow('expected whole numbers');
  });
});
