import { enrolRequestSchema, oneTimeCodeSchema } from '@invigil/shared-types';
import { expect, it } from 'vitest';
import { AccessCodes, inGroups } from './access-codes.ts';

const codes = new AccessCodes('a secret of thirty-two characters');
const ada = { attemptId: 'ada', generation: 1 };

it('are the same again for the same student, generation and secret, and others otherwise', () => {
  const same = new AccessCodes('a secret of thirty-two characters');
  expect(same.personal(ada)).toBe(codes.personal(ada));
  expect(same.oneTime(ada)).toBe(codes.oneTime(ada));
  const other = new AccessCodes('b secret of thirty-two characters');
  const all = [
    ...[ada, { ...ada, generation: 2 }, { ...ada, attemptId: 'ada 1' }].flatMap((holder) => [
      codes.personal(holder),
      codes.oneTime(holder),
    ]),
    ...[other.personal(ada), other.oneTime(ada)],
  ];
  expect(new Set(all).size).toBe(all.length);
});

it('are what links and cards can hold, of every letter alike', () => {
  const counts = new Map<string, number>();
  for (let generation = 1; generation <= 2000; generation += 1) {
    const holder = { attemptId: 'ada', generation };
    enrolRequestSchema.parse({ code: codes.personal(holder) });
    const code = codes.oneTime(holder);
    expect(oneTimeCodeSchema.parse(inGroups(code).toLowerCase())).toBe(code);
    for (const letter of code) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  // 16,000 letters of 32 kinds: 500 each, give or take.
  expect(counts.size).toBe(32);
  for (const count of counts.values()) expect(count).toBeGreaterThan(400);
});

it('are recognised, and nothing else is', () => {
  const code = codes.oneTime(ada);
  expect(codes.isOneTime(ada, code)).toBe(true);
  expect(codes.isOneTime({ ...ada, generation: 2 }, code)).toBe(false);
  for (const other of ['', code.slice(1), `${code}A`, code.toLowerCase()]) {
    expect(codes.isOneTime(ada, other)).toBe(false);
  }
});
