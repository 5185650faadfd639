import { defaultPolicy, type AuditEntry } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ida } from '../../test-support/actions.ts';
import { canonicalJson, entryAfter, verifyChain } from './chain.ts';
import { policyRecords } from './policy-records.ts';

function chain(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let n = 0; n < length; n += 1) {
    const about = { at: n, who: ida, what: 'action_taken', examId: 'e', attemptId: 'a' } as const;
    entries.push(entryAfter(entries.at(-1) ?? null, { ...about, detail: { n } }));
  }
  return entries;
}

describe('the chain', () => {
  it('holds, from the beginning and from within', () => {
    const entries = chain(5);
    expect(verifyChain([])).toEqual({ intact: true });
    expect(verifyChain(entries)).toEqual({ intact: true });
    expect(verifyChain(entries.slice(2), entries[1])).toEqual({ intact: true });
  });

  const spoilt: Record<
    string,
    [change: (entries: AuditEntry[]) => AuditEntry[], seq: number, fault: string]
  > = {
    'an entry that is missing': [(all) => all.filter(({ seq }) => seq !== 3), 4, 'gap'],
    'a missing beginning': [(all) => all.slice(1), 2, 'gap'],
    'two in the wrong order': [(all) => [...all.slice(0, 2), ...all.slice(2).reverse()], 5, 'gap'],
    'another person': [(all) => put(all, 3, { who: { ...ida, name: 'noor' } }), 3, 'changed'],
    'another time': [(all) => put(all, 3, { at: 99 }), 3, 'changed'],
    'a fingerprint made anew': [
      (all) => {
        const [, second] = all;
        const detail = { n: 'else' };
        const forged = entryAfter(second ?? null, { ...third(all), detail });
        return put(all, 3, forged);
      },
      4,
      'broken',
    ],
    'other particulars': [
      (all) => put(all, 3, { particulars: { salt: 'x', detail: { n: 7 } } }),
      3,
      'particulars_changed',
    ],
  };
  it.each(Object.entries(spoilt))('does not hold with %s', (_what, [change, seq, fault]) => {
    expect(verifyChain(change(chain(5)))).toEqual({ intact: false, seq, fault });
  });

  it('holds where particulars were erased', () => {
    expect(verifyChain(put(chain(5), 3, { particulars: null }))).toEqual({ intact: true });
  });

  it('tells nobody what erased particulars were: the same twice has two fingerprints', () => {
    const [one, other] = [chain(1)[0], chain(1)[0]];
    expect(one?.particulars?.detail).toEqual(other?.particulars?.detail);
    expect(one?.particularsHash).not.toBe(other?.particularsHash);
  });
});

function put(all: AuditEntry[], seq: number, change: Partial<AuditEntry>): AuditEntry[] {
  return all.map((entry) => (entry.seq === seq ? { ...entry, ...change } : entry));
}

function third(all: AuditEntry[]): AuditEntry {
  const [, , entry] = all;
  if (entry === undefined) throw new Error('three or more');
  return entry;
}

describe('canonical JSON', () => {
  it('is one text for one value, whatever the order of its fields', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é' }], a: undefined, A: true })).toBe(
      '{"A":true,"b":[1,{"c":"é","d":null}]}',
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('what is said of a policy', () => {
  it('is what was changed of it, and each accommodation by itself', () => {
    const off = {
      violations: { gaze_away: { off: true, thresholdFactor: 1, heldForFactor: 1 } },
      extraTimeMs: 0,
      breakMs: 0,
      reason: 'strabismus',
      granted: null,
    };
    const before = { ...defaultPolicy, accommodations: { ada: off, luz: off } };
    const after = {
      ...defaultPolicy,
      version: 2,
      contradictionWeight: 40,
      accommodations: { luz: off, kim: off },
    };
    const records = policyRecords({ examId: 'e', before, after, who: ida, at: 5 });
    expect(records.map(({ what, attemptId, detail }) => [what, attemptId, detail])).toEqual([
      ['policy_changed', null, { from: 1, to: 2, changed: ['contradictionWeight'] }],
      ['accommodation_changed', 'ada', { version: 2, before: off, after: null }],
      ['accommodation_changed', 'kim', { version: 2, before: null, after: off }],
    ]);
    expect(records.every(({ who, at, examId }) => who === ida && at === 5 && examId === 'e')).toBe(
      true,
    );
  });
});
