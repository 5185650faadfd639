import { describe, expect, it } from 'vitest';
import { sentKinds } from '../../messages/index.ts';
import { lineText, sumText, totalText } from './sent-words.ts';
import { watchedText } from './watched-words.ts';

describe('the words for what was sent', () => {
  it('say what, and how much video a second', () => {
    const line = { id: 1, at: 0, bytes: 400_000, detail: null };
    expect(lineText({ ...line, what: 'video' })).toBe('Video, 40 kB a second');
    expect(lineText({ ...line, what: 'picture', detail: 'No face' })).toBe(
      'Still picture: No face',
    );
    expect(lineText({ ...line, what: 'break', detail: 'begins' })).toBe('Break: begins');
  });

  it.each(sentKinds)('name all of one kind: %s', (what) => {
    expect(totalText({ what, times: 3, bytes: 12_000 })).toMatch(/^[A-Z].*: .*12 kB$/);
  });

  it('add it all up', () => {
    const totals = [
      { what: 'video', times: 2, bytes: 1_200_000 },
      { what: 'report', times: 9, bytes: 300_000 },
    ] as const;
    expect(sumText(totals)).toBe('1.5 MB');
  });
});

describe('the words for who watches', () => {
  const hidden = { invigilators: null, lookingAtYou: null, names: [] };
  it.each([
    [null, 'Not known while there is no connection'],
    [hidden, 'This exam does not tell who is watching'],
    [{ invigilators: 0, lookingAtYou: 0, names: [] }, 'No invigilator at this moment'],
    [
      { invigilators: 1, lookingAtYou: 0, names: [] },
      '1 invigilator of this exam. You are one of many on the screen',
    ],
    [
      { invigilators: 1, lookingAtYou: 1, names: ['Ms Vega'] },
      '1 invigilator of this exam: Ms Vega. You are open alone',
    ],
    [
      { invigilators: 3, lookingAtYou: 1, names: ['A', 'B', 'C'] },
      '3 invigilators of this exam: A, B and C. For 1 of them you are open alone',
    ],
  ])('%o', (watched, words) => {
    expect(watchedText(watched)).toBe(words);
  });
});
