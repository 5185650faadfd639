import { describe, expect, it } from 'vitest';
import { conditions } from './conditions.ts';
import { expectedOf, judgedTypes, lightOf } from './expected.ts';
import type { Shown } from './labels.ts';

const student: Shown = {
  id: 'student',
  people: ['one'],
  head: 'straight',
  eyes: 'here',
  soft: false,
  distant: false,
};
const nobody: Shown = { id: 'room', people: [], soft: false, distant: false };

/** The violations that ought to be claimed, and those that nobody can tell. */
function claimed(...[shown, light, toll]: Parameters<typeof expectedOf>) {
  const expected = expectedOf(shown, light, toll);
  return {
    yes: judgedTypes.filter((type) => expected[type] === 'yes'),
    open: judgedTypes.filter((type) => expected[type] === 'open'),
  };
}

describe('what ought to be claimed', () => {
  it('is nothing for a student at the screen, whatever a lens or a hand hides', () => {
    for (const { toll } of conditions) {
      if (toll.blurs) continue;
      expect(claimed(student, 'light', toll)).toEqual({ yes: [], open: [] });
    }
  });

  it('is what the picture shows, in good light', () => {
    expect(claimed(nobody, 'light', {}).yes).toEqual(['no_face']);
    expect(claimed({ ...student, people: ['one', 'two'] }, 'light', {}).yes).toEqual([
      'multiple_faces',
    ]);
    expect(claimed({ ...student, head: 'turned' }, 'light', {}).yes).toEqual(['head_turned']);
    expect(claimed({ ...student, eyes: 'away' }, 'light', {}).yes).toEqual(['gaze_away']);
    expect(claimed(student, 'light', { blurs: true }).yes).toEqual(['poor_picture']);
  });

  it('is the light alone where there is too little of it', () => {
    expect(claimed(nobody, 'black', {})).toEqual({ yes: ['camera_blackout'], open: [] });
    expect(claimed(nobody, 'dim', {})).toEqual({ yes: ['low_light'], open: [] });
    expect(claimed({ ...student, head: 'turned' }, 'dim', {})).toEqual({
      yes: ['low_light'],
      open: ['head_turned'],
    });
  });

  it('is never that nobody is there, where a blurred lens hides who is', () => {
    expect(expectedOf(nobody, 'light', { blurs: true }).no_face).toBe('no');
  });

  it('leaves open what a person could not tell', () => {
    expect(expectedOf({ ...student, head: 'slight' }, 'light', {}).head_turned).toBe('open');
    expect(expectedOf({ ...student, eyes: 'unknown' }, 'light', {}).gaze_away).toBe('open');
    expect(expectedOf({ ...student, eyes: 'away' }, 'light', { hidesEyes: true }).gaze_away).toBe(
      'open',
    );
    expect(expectedOf({ ...nobody, soft: true }, 'light', {}).no_face).toBe('open');
  });

  it('does not take closed eyes for eyes elsewhere', () => {
    expect(expectedOf({ ...student, eyes: 'closed' }, 'light', {}).gaze_away).toBe('no');
  });

  it('knows four kinds of light', () => {
    expect([4, 12, 24, 35, 80].map(lightOf)).toEqual(['black', 'border', 'dim', 'border', 'light']);
  });
});
