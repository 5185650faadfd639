import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csvFile } from './csv.ts';

const parsed = (text: string) => papaparse.parse<string[]>(text.slice(1).trimEnd()).data;

describe('a CSV file', () => {
  it('is read as it was written, without formulas and with numbers', () => {
    const rows = [
      { name: 'O"Hara, "Bo"', points: -5 },
      { name: '=cmd|x\n+1', points: 1.5 },
      { name: '-5', points: 0 },
    ];
    const text = csvFile(['name', 'points'], rows);
    expect(text).toMatch(/^\uFEFFname,points\r\n/);
    expect(parsed(text)).toEqual([
      ['name', 'points'],
      ['O"Hara, "Bo"', '-5'],
      ["'=cmd|x\n'+1", '1.5'],
      ["'-5", '0'],
    ]);
  });

  it('of nothing is its head', () => {
    expect(csvFile(['name', 'points'], [])).toBe('\uFEFFname,points\r\n');
  });
});
