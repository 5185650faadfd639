import { policySchema, score } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { explainScore } from './explain-score.ts';

const explain = (...of: Parameters<typeof score>) => explainScore(score(...of));

describe('a score in words', () => {
  it('names every band that counted, gravest first, and where a cap held', () => {
    expect(explain({ multiple_faces: 6, no_face: 3 })).toBe('high 60 (cap) + medium 24');
  });

  it('says nothing of a cap that was reached but not passed', () => {
    expect(explain({ multiple_faces: 4 })).toBe('high 60');
  });

  it("goes by the policy's caps, whatever the catalogue's are", () => {
    const policy = policySchema.parse({ caps: { low: 0, medium: 10, high: 20, critical: 100 } });
    expect(explain({ multiple_faces: 2, no_face: 1, head_turned: 1 }, policy)).toBe(
      'high 20 (cap) + medium 8 + low 0 (cap)',
    );
  });

  it('says where the whole was cut off', () => {
    expect(explain({ multiple_faces: 9, no_face: 9, head_turned: 9 })).toBe(
      'high 60 (cap) + medium 35 (cap) + low 15 (cap), at most 100',
    );
  });

  it('says so when there is nothing', () => {
    expect(explain({})).toBe('nothing counts so far');
  });
});
