// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Card } from '../../actions/index.ts';
import { CardView } from './card-view.ts';

let visible: boolean;
let quiz: HTMLInputElement;
let over: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  visible = true;
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() =>
    visible ? 'visible' : 'hidden',
  );
  over = new AbortController();
  quiz = document.createElement('input');
  document.body.append(quiz);
});
afterEach(() => {
  over.abort();
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const card = (kind: Card['kind'], actionId: string = kind): Card => ({
  actionId,
  kind,
  title: `Title of ${kind}`,
  text: '<img src=x onerror=alert(1)> Please look here',
  at: '09:41',
});

function view() {
  const told: string[] = [];
  const made = new CardView(
    {
      onScreen: (actionId) => told.push(`on screen: ${actionId}`),
      onDone: (actionId) => told.push(`done: ${actionId}`),
      onReply: (actionId, text) => told.push(`reply to ${actionId}: ${text}`),
    },
    over.signal,
  );
  document.body.append(...made.regions);
  const [polite, assertive] = made.regions;
  const button = (words: string) => {
    const found = [...document.querySelectorAll('button')].find(
      ({ textContent, ariaLabel }) => textContent === words || ariaLabel === words,
    );
    if (found === undefined) throw new Error(`there is no button "${words}"`);
    return found;
  };
  const field = () => {
    const found = document.querySelector('textarea');
    if (found === null) throw new Error('there is no field');
    return found;
  };
  const write = (text: string) => {
    field().value = text;
    field().dispatchEvent(new Event('input', { bubbles: true }));
  };
  return { view: made, told, polite, assertive, button, field, write };
}
/** Until the browser has painted. */
const paint = () => vi.advanceTimersByTime(20);
const turn = (isVisible: boolean) => {
  visible = isVisible;
  document.dispatchEvent(new Event('visibilitychange'));
  paint();
};

describe('CardView', () => {
  it('reads a question out at once and all others in their turn, and never as HTML', () => {
    const { view: made, polite, assertive } = view();
    made.show(card('warn'), 0);
    expect([polite.textContent, assertive.textContent]).toEqual([
      expect.stringContaining('<img src=x onerror=alert(1)> Please look here'),
      '',
    ]);
    made.show(card('ask'), 1);
    expect([polite.textContent, assertive.textContent]).toEqual([
      '',
      expect.stringMatching(/Title of ask.*Sent at 09:41.*I am here.*1 more/),
    ]);
    expect(document.querySelector('img')).toBeNull();
  });

  it('says that a card is on the screen once it is painted on a page that is seen', () => {
    const { view: made, told } = view();
    visible = false;
    made.show(card('warn'), 0);
    paint();
    expect(told).toEqual([]);
    turn(true);
    turn(false);
    turn(true);
    expect(told).toEqual(['on screen: warn', 'on screen: null', 'on screen: warn']);
  });

  it('says so once more to an agent that was started anew', () => {
    const { view: made, told } = view();
    made.show(card('warn'), 0);
    paint();
    made.show(card('warn'), 2);
    paint();
    expect(told).toEqual(['on screen: warn', 'on screen: warn']);
    expect(document.querySelectorAll('.card')).toHaveLength(1);
  });

  it('leaves it to the agent to take a card away', () => {
    const { view: made, told, button, assertive } = view();
    made.show(card('ask'), 0);
    button('I am here').click();
    expect(told).toContain('done: ask');
    expect(assertive.textContent).not.toBe('');
    made.show(null, 0);
    expect(assertive.textContent).toBe('');
  });

  it('closes by key what asks for nothing', () => {
    const { view: made, told, button } = view();
    made.show(card('warn'), 0);
    made.dismiss();
    made.show(card('ask'), 0);
    made.dismiss();
    made.show(card('message'), 0);
    made.dismiss();
    expect(told).toEqual(['done: warn']);
    button('Read').focus();
    made.dismiss();
    expect(told).toEqual(['done: warn', 'done: message']);
  });

  it('sends an answer, and no empty one', () => {
    const { view: made, told, button, field, write } = view();
    made.show(card('message'), 0);
    expect(field().hidden).toBe(true);
    button('Reply').click();
    expect(document.activeElement).toBe(field());
    button('Send').click();
    write('  I can see you ');
    button('Send').click();
    expect(told).toEqual(['reply to message: I can see you']);
  });

  it('lets nothing get between a student and what they are writing, and keeps it', () => {
    const { view: made, button, field, write, assertive } = view();
    made.show(card('message'), 0);
    button('Reply').click();
    write('I am');
    made.show(card('ask'), 1);
    made.show(card('ask'), 2);
    expect(assertive.textContent).toBe('');
    expect(document.activeElement).toBe(field());
    made.dismiss();
    vi.runAllTimers();
    expect(assertive.textContent).toMatch(/2 more/);
    made.show(card('message'), 0);
    expect([field().value, field().hidden]).toEqual(['I am', false]);
  });

  it('shows what has come meanwhile once the answer is sent', () => {
    const { view: made, button, write, polite } = view();
    made.show(card('message'), 0);
    button('Reply').click();
    write('Yes');
    made.show(card('warn'), 1);
    button('Send').click();
    vi.runAllTimers();
    expect(polite.textContent).toMatch(/Title of warn/);
  });

  it('keeps the keys of an answer from the quiz, and gives the focus back', () => {
    const { view: made, button, field } = view();
    const keys: string[] = [];
    document.addEventListener('keydown', ({ key }) => keys.push(key), { signal: over.signal });
    quiz.focus();
    made.show(card('message'), 0);
    expect(document.activeElement).toBe(quiz);
    button('Reply').click();
    for (const key of ['n', 'Escape']) {
      field().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
    }
    expect(keys).toEqual(['Escape']);
    button('Read').focus();
    made.show(null, 0);
    expect(document.activeElement).toBe(quiz);
  });
});
