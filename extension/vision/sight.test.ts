import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sight } from './sight.ts';

/** A picture is what it shows: to both models, or to each of them something else. */
interface Shown {
  readonly id: number;
  readonly faces: number;
  /** Faces that the landmarks show. Default: those that a glance finds. */
  readonly followed?: number;
}

interface Told {
  readonly by: 'look' | 'nobody';
  readonly id: number;
  readonly count: number;
}

function eyes(broken = () => false) {
  const looked: (number | 'forgot')[] = [];
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
      nobody: ({ id }) => ({ by: 'nobody', id, count: 0 }),
      forget: () => looked.push('forgot'),
    },
    2000,
  );
  return { sight, looked };
}

const moving = { isBlack: false, isUnchanged: false };
const still = { isBlack: false, isUnchanged: true };
const black = { isBlack: true, isUnchanged: false };

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

  it('tells of every picture only what that picture, or an identical one, shows', () => {
    const step = fc.record({
      faces: fc.integer({ min: 0, max: 3 }),
      followed: fc.integer({ min: 0, max: 2 }),
      same: fc.boolean(),
      isBlack: fc.boolean(),
      planned: fc.constantFrom('full' as const, 'glance' as const),
      pauseMs: fc.integer({ min: 0, max: 3000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { sight } = eyes();
        let now = 0;
        let shown: Shown = { id: 0, faces: 0 };
        steps.forEach(({ faces, followed, same, isBlack, planned, pauseMs }, i) => {
          now += pauseMs;
          const isUnchanged = same && i > 0 && !isBlack;
          if (!isUnchanged) shown = { id: i + 1, faces, followed };
          const { faces: told } = sight.see(shown, { isBlack, isUnchanged }, planned, now);
          if (told === null) return;
          expect(told.id).toBe(shown.id);
          if (told.by === 'look')
            expect(told.count).toBe(Math.max(shown.faces, shown.followed ?? 0));
          expect(told.by === 'nobody').toBe(isBlack);
        });
      }),
    );
  });
});
