import type { StudentAction } from '@invigil/shared-types';
import { expect, it } from 'vitest';
import type { Pill, ToPage } from '../messages/index.ts';
import { Screen } from './screen.ts';
import type { Page } from './seat.ts';

const pill: Pill = { tone: 'steady', symbol: '●', text: 'Recording', advice: 'A' };
const warn: StudentAction = { actionId: 'w', at: 1, content: { kind: 'warn', text: 'Look here' } };
const ask: StudentAction = { actionId: 'k', at: 1, content: { kind: 'ask', text: 'There?' } };

function screen() {
  const heard: ToPage[] = [];
  const page: Page = { tabId: 1, role: 'quiz', post: (message) => heard.push(message) };
  const now: { pill: Pill; open: StudentAction[] } = { pill, open: [] };
  const made = new Screen({
    seated: () => [page],
    pill: () => now.pill,
    open: () => now.open,
    closing: () => ({ timeZone: 'Europe/Madrid', examClosesAt: 1, closesAt: 1 }),
  });
  const news = () => heard.splice(0);
  return { screen: made, page, now, news };
}

it('shows a page everything when it is seated, also what was there before it', () => {
  const { screen: made, page, now, news } = screen();
  now.open = [ask, warn];
  made.movePill({ right: 5, bottom: 6 });
  made.welcome(page);
  expect(news()).toEqual([
    { kind: 'pill', pill, place: { right: 5, bottom: 6 } },
    { kind: 'card', card: expect.objectContaining({ actionId: 'k' }) as unknown, more: 1 },
  ]);
});

it('tells pages of changes alone, of the pill and of the cards each for itself', () => {
  const { screen: made, now, news } = screen();
  made.refresh();
  news();
  made.refresh();
  expect(news()).toEqual([]);
  now.pill = { ...pill, advice: 'You have until 11:10, 10 minutes more.' };
  made.refresh();
  expect(news()).toMatchObject([{ kind: 'pill', pill: now.pill, place: null }]);
  now.open = [warn];
  made.refresh();
  expect(news()).toMatchObject([{ kind: 'card', card: { actionId: 'w' }, more: 0 }]);
  now.open = [ask, warn];
  made.refresh();
  expect(news()).toMatchObject([{ kind: 'card', card: { actionId: 'k' }, more: 1 }]);
  now.open = [];
  made.refresh();
  expect(news()).toEqual([{ kind: 'card', card: null, more: 0 }]);
});
