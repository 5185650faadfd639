import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sight } from './sight.ts';

/** A picture is what it shows: to both models, or to each of them something else. */
interface Shown {
  readonly id: number;
  readonly faces: number;
  /** Faces that the landmarks show. Default: those that a glance finds. */
  readonly followed?: number;
  /** Faces that only a closer look finds besides. */
  readonly small?: number;
}

interface Told {
  readonly by: 'look' | 'search' | 'nobody';
  readonly id: number;
  readonly count: number;
}

function eyes(broken = () => false) {
  const looked: (number | 'forgot')[] = [];
  const searched: number[] = [];
  const sight = new Sight<Shown, number, Told>(
    {
      glance: ({ faces }) => faces,
      foundIn: (found) => found,
      look: ({ id, followed = 0 }, found) => {
        if (broken()) throw new Error('lost');
        looked.push(id);
        return { by: 'look', id, count: Math.max(followed, found) };
      },
      countedIn: ({ count }) => count,
      search: ({ id, faces, small = 0 }, found, { count }) => {
        // It is handed the glance at this very picture.
        expect(found).toBe(faces);
        searched.push(id);
        return { by: small > 0 ? 'search' : 'look', id, count: count + small };
      },
      nobody: ({ id }) => ({ by: 'nobody', id, count: 0 }),
      forget: () => looked.push('forgot'),
    },
    { unchangedMs: 2000, searchEveryMs: 1000 },
  );
  return { sight, looked, searched };
}

const moving = { isBlack: false, isUnchanged: false, isJudgeable: true };
const still = { isBlack: false, isUnchanged: true, isJudgeable: true };
const dim = { isBlack: false, isUnchanged: false, isJudgeable: false };
const black = { isBlack: true, isUnchanged: false, isJudgeable: false };

describe('Sight', () => {
  it('tells nothing of a glance that finds what the last full look counted', () => {
    const { sight, looked } = eyes();
    sight.see({ id: 1, faces: 1 }, moving, 'full', 0);
    expect(sight.see({ id: 2, faces: 1 }, moving, 'glance', 200)).toEqual({
      faces: null,
      did: 'glance',
    });
    expect(looked).toEqual([1]);
  });

  it.each([0, 2])('looks fully where a glance counts another number: %d', (faces) => {
    const { sight } = eyes();
    sight.see({ id: 1, faces: 1 }, moving, 'full', 0);
    expect(sight.see({ id: 2, faces }, moving, 'glance', 200)).toEqual({
      faces: { by: 'look', id: 2, count: faces },
      did: 'full',
    });
  });

  it('does not say that nobody is there of a face that only its landmarks show', () => {
    const { sight } = eyes();
    for (let id = 0; id < 5; id++) {
      const { faces } = sight.see({ id, faces: 0, followed: 1 }, moving, 'glance', id * 200);
      expect(faces).toEqual({ by: 'look', id, count: 1 });
    }
  });

  it('looks fully at the first picture, and at the first of another camera', () => {
    const { sight, looked } = eyes();
    sight.see({ id: 1, faces: 1 }, moving, 'glance', 0);
    sight.forget();
    sight.see({ id: 2, faces: 1 }, still, 'glance', 200);
    expect(looked).toEqual([1, 'forgot', 2]);
  });

  it('spends nothing on a black picture, and looks fully as soon as there is light', () => {
    const { sight, looked } = eyes();
    sight.see({ id: 1, faces: 1 }, moving, 'full', 0);
    expect(sight.see({ id: 2, faces: 1 }, black, 'full', 200)).toEqual({
      faces: { by: 'nobody', id: 2, count: 0 },
      did: 'none',
    });
    sight.see({ id: 3, faces: 1 }, black, 'full', 400);
    sight.see({ id: 4, faces: 1 }, moving, 'glance', 600);
    // What was followed before the dark is not there any more where it was.
    expect(looked).toEqual([1, 'forgot', 4]);
  });

  it('says of an identical picture what was seen in it, and looks again now and then', () => {
    const { sight, looked } = eyes();
    for (let i = 0; i <= 10; i++) {
      const { faces } = sight.see({ id: i, faces: 1 }, i === 0 ? moving : still, 'full', i * 400);
      expect(faces?.id).toBe(i < 5 ? 0 : i < 10 ? 5 : 10);
    }
    expect(looked).toEqual([0, 5, 10]);
  });

  it('does not say of a picture what was seen before a glance at another one', () => {
    const { sight } = eyes();
    sight.see({ id: 1, faces: 1 }, moving, 'full', 0);
    sight.see({ id: 2, faces: 1 }, moving, 'glance', 200);
    expect(sight.see({ id: 3, faces: 1 }, still, 'full', 400).faces?.id).toBe(3);
  });

  it('does not fall back on an older look when one fails', () => {
    let isBroken = false;
    const { sight } = eyes(() => isBroken);
    sight.see({ id: 1, faces: 1 }, moving, 'full', 0);
    isBroken = true;
    expect(() => sight.see({ id: 2, faces: 0 }, moving, 'glance', 100)).toThrow('lost');
    isBroken = false;
    expect(sight.see({ id: 3, faces: 1 }, still, 'glance', 200).faces?.by).toBe('look');
  });

  it('searches before it says that nobody is there, each time, and finds who is far away', () => {
    const { sight, searched } = eyes();
    for (let id = 0; id < 3; id++) {
      const { faces } = sight.see({ id, faces: 0, small: 1 }, moving, 'full', id * 200);
      expect(faces).toEqual({ by: 'search', id, count: 1 });
    }
    expect(sight.see({ id: 3, faces: 0 }, moving, 'full', 600).faces?.count).toBe(0);
    expect(searched).toEqual([0, 1, 2, 3]);
  });

  it('does not search what shows too little, nor what was glanced at, nor the same picture', () => {
    const { sight, searched } = eyes();
    sight.see({ id: 1, faces: 0 }, dim, 'full', 0);
    sight.see({ id: 2, faces: 0 }, moving, 'glance', 200);
    sight.see({ id: 3, faces: 0 }, black, 'full', 400);
    expect(searched).toEqual([]);
    sight.see({ id: 4, faces: 0 }, moving, 'full', 600);
    sight.see({ id: 5, faces: 0 }, still, 'full', 800);
    expect(searched).toEqual([4]);
  });

  it('searches beside a single face once a second, and beside two never', () => {
    const { sight, searched } = eyes();
    for (let id = 0; id <= 10; id++) sight.see({ id, faces: 1 }, moving, 'full', id * 250);
    expect(searched).toEqual([0, 4, 8]);
    for (let id = 11; id <= 20; id++) sight.see({ id, faces: 2 }, moving, 'full', id * 250);
    expect(searched).toEqual([0, 4, 8]);
  });

  it('keeps searching while there is a second face that it alone finds', () => {
    const { sight, searched } = eyes();
    const told = [0, 1, 1, 1, 0, 0, 0].map(
      (small, id) => sight.see({ id, faces: 1, small }, moving, 'full', id * 500).faces?.count,
    );
    // Up to half a second may pass until the next search; from then on none is missed.
    expect(told).toEqual([1, 1, 2, 2, 1, 1, 1]);
    expect(searched).toEqual([0, 2, 3, 4, 6]);
  });

  it('searches another camera’s first picture at once', () => {
    const { sight, searched } = eyes();
    sight.see({ id: 1, faces: 1 }, moving, 'full', 0);
    sight.forget();
    sight.see({ id: 2, faces: 1 }, moving, 'full', 200);
    expect(searched).toEqual([1, 2]);
  });

  it('tells of every picture only what that picture, or an identical one, shows', () => {
    const step = fc.record({
      faces: fc.integer({ min: 0, max: 3 }),
      followed: fc.integer({ min: 0, max: 2 }),
      same: fc.boolean(),
      small: fc.integer({ min: 0, max: 2 }),
      isBlack: fc.boolean(),
      isJudgeable: fc.boolean(),
      planned: fc.constantFrom('full' as const, 'glance' as const),
      pauseMs: fc.integer({ min: 0, max: 3000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { sight } = eyes();
        let now = 0;
        let shown: Shown = { id: 0, faces: 0 };
        steps.forEach((one, i) => {
          const { faces, followed, small, same, isBlack, isJudgeable, planned, pauseMs } = one;
          now += pauseMs;
          const isUnchanged = same && i > 0 && !isBlack;
          if (!isUnchanged) shown = { id: i + 1, faces, followed, small };
          const { faces: told } = sight.see(
            shown,
            { isBlack, isUnchanged, isJudgeable: isJudgeable && !isBlack },
            planned,
            now,
          );
          if (told === null) return;
          expect(told.id).toBe(shown.id);
          const plain = Math.max(shown.faces, shown.followed ?? 0);
          if (told.by === 'look') expect(told.count).toBe(plain);
          if (told.by === 'search') expect(told.count).toBe(plain + (shown.small ?? 0));
          expect(told.by === 'nobody').toBe(isBlack);
        });
      }),
    );
  });
});
