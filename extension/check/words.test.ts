import { checkNames } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { checkReasons, passed, type Finding } from './finding.ts';
import { foundWords, lineLabels, remedies } from './words.ts';

const found: Record<(typeof checkNames)[number], [Finding['figures'], string]> = {
  camera: [{ width: 640, height: 360, perSecond: 14.9 }, '640 × 360, 14.9 pictures a second'],
  light: [{ luma: 90 }, 'Bright enough'],
  face: [{ faces: 1, pixels: 140 }, 'One face, large enough'],
  server: [{ ms: 240 }, 'It answers at once'],
  clock: [{ offMs: -1460 }, '1.5 seconds off, which is allowed for'],
  media: [{ pictures: 44, ms: 2980, protocol: 'udp' }, '44 pictures came back in 3.0 seconds'],
  speed: [{ up: 8400, down: 21_000 }, '8.4 Mbit/s up, 21.0 Mbit/s down'],
  analysis: [
    { perSecond: 7.9, msPerPicture: 18, corePercent: 14, delegate: 'GPU' },
    '7.9 pictures looked at a second, 14 % of one processor core',
  ],
  version: [{ installed: '0.1.0' }, '0.1.0'],
  display: [{ displays: 'one', asked: 'one' }, 'One'],
};

describe('the words of the system check', () => {
  it.each(checkNames)('say what was found, in plain words: %s', (name) => {
    const [figures, words] = found[name];
    expect(foundWords(name, passed(figures))).toBe(words);
    expect(lineLabels[name]).toMatch(/^[A-Z]/);
  });

  it.each(checkReasons)('say what to do about it, without any jargon: %s', (reason) => {
    const { what, next } = remedies[reason];
    for (const words of [what, next]) expect(words).toMatch(/^[A-Z].*\.$/);
    expect(what + next).not.toMatch(/!|_|UDP|TCP|WebGL|ICE|SFU|API/);
  });
});
