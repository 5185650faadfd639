import type { ViolationType } from '@invigil/shared-types';
import sharp from 'sharp';
import type { Seeded } from './seeded.ts';

/**
 * A picture as it may prove a claim, of drawn people: for screenshots that show nobody. Every one differs.
 * @returns a JPEG of 640 × 360
 */
export function pictureOf(type: ViolationType, random: Seeded): Promise<Buffer> {
  const dark = type === 'camera_blackout' || type === 'low_light';
  const hue = random.below(360);
  const wall = dark ? '#101214' : `hsl(${hue} 18% ${62 + random.below(16)}%)`;
  const heads =
    type === 'no_face' || type === 'camera_blackout'
      ? ''
      : type === 'multiple_faces'
        ? person(random, 250, 1, dark) + person(random, 480, 0.72, dark)
        : person(random, type === 'head_turned' ? 380 : 320, 1, dark);
  const window = `<rect x="${random.below(90)}" y="${20 + random.below(40)}" width="120" height="150" fill="${dark ? '#15181b' : '#eef3f6'}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360">
    <rect width="640" height="360" fill="${wall}"/>${window}${heads}
    <rect y="330" width="640" height="30" fill="${dark ? '#0c0d0e' : '#6b5a4a'}"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer();
}

/** @param x middle of the face, pixels */
function person(random: Seeded, x: number, size: number, dark: boolean): string {
  const lightness = (dark ? 8 : 35) + random.below(dark ? 6 : 40);
  const skin = `hsl(${18 + random.below(14)} 38% ${lightness}%)`;
  const hair = `hsl(${random.below(40)} 30% ${dark ? 4 : 12 + random.below(30)}%)`;
  const shirt = `hsl(${random.below(360)} 35% ${dark ? 8 : 42}%)`;
  const [eye, y] = [dark ? '#050505' : '#222', 170 + random.below(16)];
  return `<g transform="translate(${x} ${y}) scale(${size})">
    <path d="M-130 200 Q-120 90 0 84 Q120 90 130 200 Z" fill="${shirt}"/>
    <rect x="-22" y="52" width="44" height="44" fill="${skin}"/>
    <ellipse cx="0" cy="-14" rx="68" ry="86" fill="${hair}"/>
    <ellipse cx="0" cy="6" rx="56" ry="72" fill="${skin}"/>
    <circle cx="-20" cy="-4" r="6" fill="${eye}"/><circle cx="20" cy="-4" r="6" fill="${eye}"/>
    <path d="M-16 36 Q0 ${40 + random.below(10)} 16 36" stroke="${eye}" stroke-width="4" fill="none"/></g>`;
}
