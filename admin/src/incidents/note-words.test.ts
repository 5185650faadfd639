import { noteTypes } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteFacts, placeWords } from './note-words.ts';

describe('what is to be known of a note', () => {
  it('is that a calibration that was skipped is not held against anybody', () => {
    expect(noteFacts({ type: 'calibration_skipped', again: false })).toEqual([
      'Not held against the student',
    ]);
  });

  it('is what became of a face that was taken, and of the one before', () => {
    expect(noteFacts({ type: 'identity_taken', again: false })).toEqual([
      "Stays on the student's machine",
    ]);
    expect(noteFacts({ type: 'identity_taken', again: true })[0]).toBe(
      'The one before was lost, as with a restart of the browser',
    );
  });

  it.each(noteTypes)('accuses nobody: %s', (type) => {
    for (const again of [false, true]) {
      expect(noteFacts({ type, again }).join(' ')).not.toMatch(/cheat|suspicious|refused/i);
    }
  });
});

describe('where a part of a picture lies', () => {
  it.each([
    [0.05, 0.1, 'upper left'],
    [0.45, 0.1, 'upper'],
    [0.85, 0.45, 'right'],
    [0.45, 0.45, 'centre'],
    [0.05, 0.45, 'left'],
    [0.85, 0.85, 'lower right'],
  ])('at %f, %f is %j', (x, y, words) => {
    expect(placeWords({ x, y, w: 0.1, h: 0.1 })).toBe(words);
  });

  it('goes by its middle, not by its corner', () => {
    expect(placeWords({ x: 0, y: 0, w: 1, h: 1 })).toBe('centre');
  });

  it('is never left unsaid', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.record({ x: share, y: share, w: share, h: share }), (box) => {
        expect(placeWords(box)).toMatch(/^(centre|(upper|lower)?( ?(left|right))?)$/);
        expect(placeWords(box)).not.toBe('');
      }),
    );
  });
});
