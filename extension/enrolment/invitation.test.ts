import { expect, it } from 'vitest';
import { invitationFrom } from './invitation.ts';

const patterns = ['https://invigil.example.edu/*'];
const code = 'abcdefghijklmnop_-12';

it.each([
  `https://invigil.example.edu/join/${code}`,
  `  https://invigil.example.edu/join/${code}/  `,
  `https://invigil.example.edu/join/${code}?from=mail`,
])('reads a personal link: %s', (text) => {
  expect(invitationFrom(text, patterns)).toEqual({
    serverOrigin: 'https://invigil.example.edu',
    code,
  });
});

it.each([
  '',
  code,
  `https://other.example.edu/join/${code}`,
  `http://invigil.example.edu/join/${code}`,
  'https://invigil.example.edu/join/',
  'https://invigil.example.edu/join/short',
  `https://invigil.example.edu/join/${code}/more`,
  `javascript:alert(1)//https://invigil.example.edu/join/${code}`,
])('takes nothing else for one: %s', (text) => {
  expect(invitationFrom(text, patterns)).toBeNull();
});
