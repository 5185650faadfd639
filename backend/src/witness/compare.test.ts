import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, saidFaces, type ComparisonLimits, type Seen, type Verdict } from './compare.ts';
import type { AgentReport, Said } from './report-memory.ts';

const limits: ComparisonLimits = {
  blackLuma: 16,
  dimLuma: 35,
  blurredSharpness: 3,
  flatDeviation: 8,
  frozenDifference: 0.3,
  reportWindowMs: 3000,
  secondFaceWithinMs: 55_000,
};
const now = 1_000_000;
const seen: Seen = {
  takenAt: now,
  faces: 1,
  mean: 110,
  deviation: 50,
  sharpness: 200,
  difference: null,
};
const black: Seen = { ...seen, faces: 0, mean: 2, deviation: 1, sharpness: 0 };
const report: AgentReport = { capturedAt: now, faces: 1, luma: 100, difference: 4 };
const said: Said = {
  reports: [report],
  troubled: false,
  knownForMs: 600_000,
  secondFaceClaimedAt: null,
};
const saying = (...faces: number[]): Said => ({
  ...said,
  reports: faces.map((count) => ({ ...report, faces: count })),
});

/** The kind of contradiction, or the verdict where it is none. */
function judge(what: Partial<Seen>, words: Partial<Said>, other: Partial<ComparisonLimits> = {}) {
  return kindOf(compare({ ...seen, ...what }, { ...said, ...words }, { ...limits, ...other }));
}

function kindOf(result: Verdict): string {
  return result.verdict === 'contradicts' ? result.kind : result.verdict;
}

describe('one face by the agent', () => {
  it('agrees with one face, and with one that could be turned aside', () => {
    expect(judge({ faces: 1 }, saying(1, 1))).toBe('agrees');
  });

  it('contradicts none and several', () => {
    expect(judge({ faces: 0 }, saying(1, 1))).toBe('faces');
    expect(judge({ faces: 2 }, saying(1))).toBe('faces');
  });

  it.each([
    ['is too dark to say that nobody is there', { faces: 0, mean: 30 }],
    ['is too blurred for that', { faces: 0, sharpness: 1 }],
    ['could not be counted', { faces: null }],
  ])('is left open by a still that %s', (_, still) => {
    expect(judge(still, saying(1))).toBe('open');
  });

  it('contradicts two faces that were found in a dim picture', () => {
    expect(judge({ faces: 2, mean: 30 }, saying(1))).toBe('faces');
  });

  it('is not held to one moment where the agent saw a change just then', () => {
    const claimed = { ...saying(1, 2), secondFaceClaimedAt: now };
    expect(judge({ faces: 2 }, claimed)).toBe('agrees');
    expect(judge({ faces: 0 }, saying(0, 1))).toBe('agrees');
  });
});

describe('a second face that the agent sees, too', () => {
  it('contradicts nothing once it was claimed lately, also just after the look', () => {
    for (const claimedAgo of [-2000, 0, 20_000, 55_000]) {
      const words = { ...saying(2, 2), secondFaceClaimedAt: now - claimedAgo };
      expect(judge({ faces: 2 }, words)).toBe('agrees');
    }
  });

  it('contradicts where it is not claimed, or was too long ago', () => {
    expect(judge({ faces: 3 }, saying(2, 2))).toBe('not_claimed');
    expect(judge({ faces: 2 }, saying(1, 2, 1))).toBe('not_claimed');
    const words = { ...saying(2), secondFaceClaimedAt: now - 55_001 };
    expect(judge({ faces: 2 }, words)).toBe('not_claimed');
  });

  it('need not be claimed in an exam that does not look for it', () => {
    expect(judge({ faces: 2 }, saying(2), { secondFaceWithinMs: null })).toBe('agrees');
  });

  it('may have been claimed before the agent came back', () => {
    expect(judge({ faces: 2 }, { ...saying(2), knownForMs: 54_999 })).toBe('agrees');
  });
});

describe('an agent that says nothing', () => {
  it('contradicts a still without a face, or with several', () => {
    expect(judge({ faces: 0 }, { reports: [] })).toBe('silence');
    expect(judge({ faces: 2 }, { reports: [] })).toBe('silence');
    expect(judge({ faces: 1 }, { reports: [] })).toBe('agrees');
  });

  it('is excused by a trouble that it told, and when it has only just come', () => {
    expect(judge({ faces: 0 }, { reports: [], troubled: true })).toBe('agrees');
    // Saying that it cannot see is no way out.
    expect(judge({ faces: 2 }, { reports: [], troubled: true })).toBe('silence');
    expect(judge({ faces: 2 }, { reports: [], knownForMs: 5999 })).toBe('agrees');
  });
});

describe('a black stream', () => {
  it('contradicts an agent that reports a bright picture', () => {
    expect(compare(black, said, limits)).toEqual({ verdict: 'contradicts', kind: 'black' });
  });

  it('agrees with a dark picture, and with silence', () => {
    const dark = { ...said, reports: [{ ...report, luma: 47 }] };
    expect(compare(black, dark, limits)).toEqual({ verdict: 'agrees' });
    expect(compare(black, { ...said, reports: [] }, limits)).toEqual({ verdict: 'agrees' });
  });

  it('is not one that is dark but shows something', () => {
    expect(judge({ ...black, deviation: 20 }, saying(1))).toBe('open');
  });
});

describe('a stream that stands still', () => {
  it('contradicts an agent whose pictures move', () => {
    expect(judge({ difference: 0.1 }, said)).toBe('frozen');
  });

  it.each([
    ['there is no earlier still', { difference: null }, said],
    ['it moves', { difference: 0.3 }, said],
    [
      'the agent measured nothing',
      { difference: 0 },
      { reports: [{ ...report, difference: null }] },
    ],
    [
      'the agent saw hardly a move',
      { difference: 0 },
      { reports: [{ ...report, difference: 0.8 }] },
    ],
    ['the agent says nothing', { difference: 0 }, { reports: [] }],
  ])('contradicts nothing where %s', (_, still, words) => {
    expect(judge(still, words)).toBe('agrees');
  });
});

describe('whatever is compared', () => {
  const anySeen: fc.Arbitrary<Seen> = fc.record({
    takenAt: fc.constant(now),
    faces: fc.option(fc.nat(5)),
    mean: fc.double({ min: 0, max: 255, noNaN: true }),
    deviation: fc.double({ min: 0, max: 120, noNaN: true }),
    sharpness: fc.double({ min: 0, max: 2000, noNaN: true }),
    difference: fc.option(fc.double({ min: 0, max: 50, noNaN: true })),
  });
  const anyReport: fc.Arbitrary<AgentReport> = fc.record({
    capturedAt: fc.integer({ min: now - 3000, max: now + 3000 }),
    faces: fc.nat(4),
    luma: fc.double({ min: 0, max: 255, noNaN: true }),
    difference: fc.option(fc.double({ min: 0, max: 50, noNaN: true })),
  });
  const anySaid: fc.Arbitrary<Said> = fc.record({
    reports: fc.array(anyReport, { maxLength: 4 }),
    troubled: fc.boolean(),
    knownForMs: fc.nat(1_000_000),
    secondFaceClaimedAt: fc.option(fc.integer({ min: now - 200_000, max: now })),
  });

  it('an agent that reports what the still shows, and claims it, is never contradicted', () => {
    fc.assert(
      fc.property(anySeen, fc.integer({ min: 1, max: 4 }), (still, count) => {
        const honest: AgentReport = {
          capturedAt: now,
          faces: still.faces ?? 1,
          luma: still.mean,
          difference: still.difference,
        };
        const words: Said = {
          reports: Array<AgentReport>(count).fill(honest),
          troubled: false,
          knownForMs: 600_000,
          secondFaceClaimedAt: now - 10_000,
        };
        expect(compare(still, words, limits).verdict).not.toBe('contradicts');
      }),
      { numRuns: 2000 },
    );
  });

  it('a black still is compared by its darkness alone', () => {
    fc.assert(
      fc.property(anySeen, anySaid, (still, words) => {
        const result = compare({ ...still, mean: 10, deviation: 3 }, words, limits);
        expect(['agrees', 'open', 'black']).toContain(kindOf(result));
      }),
      { numRuns: 2000 },
    );
  });

  it('one report that agrees with the still about the faces is enough', () => {
    fc.assert(
      fc.property(anySeen, anySaid, (still, words) => {
        const agreeing = { ...report, faces: still.faces ?? 1 };
        const result = compare(
          still,
          { ...words, reports: [...words.reports, agreeing] },
          { ...limits, secondFaceWithinMs: null },
        );
        expect(['agrees', 'open', 'black', 'frozen']).toContain(kindOf(result));
      }),
      { numRuns: 2000 },
    );
  });
});

it('what the agent said is its report nearest to the moment', () => {
  const reports = [
    { ...report, capturedAt: now - 2000, faces: 4 },
    { ...report, capturedAt: now + 300, faces: 2 },
    { ...report, capturedAt: now + 2800, faces: 1 },
  ];
  expect(saidFaces({ ...said, reports }, now)).toBe(2);
  expect(saidFaces({ ...said, reports: [] }, now)).toBeNull();
});
