import { accommodationSchema } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { accommodationWords } from './accommodation-words.ts';

const words = (accommodation: object) =>
  accommodationWords(accommodationSchema.parse(accommodation));

describe('an accommodation', () => {
  it('is told a sentence for each thing that is different', () => {
    expect(
      words({
        extraTimeMs: 1_800_000,
        breakMs: 600_000,
        violations: {
          gaze_away: { off: true, thresholdFactor: 2 },
          head_turned: { thresholdFactor: 1.5, heldForFactor: 2 },
          no_face: {},
        },
      }),
    ).toEqual([
      'Extra time: 30 min',
      'Breaks: 10 min',
      'Head turned away: threshold ×1.5',
      'Head turned away: has to last 2 times as long',
      'Not looked for: Eyes away from the screen',
    ]);
  });

  it('that changes nothing says nothing', () => {
    expect(words({})).toEqual([]);
  });
});
