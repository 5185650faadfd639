import { effectScope } from 'vue';
import { afterEach, describe, expect, it } from 'vitest';
import { onWallKey, wallKeyOf, type WallKey } from './wall-keys.ts';

const plain = {
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  target: null,
};

afterEach(() => document.body.replaceChildren());

function inside(html: string): Element {
  document.body.innerHTML = html;
  return document.body.querySelector('[data-here]') ?? document.body;
}

describe('a key on the wall', () => {
  it.each([
    ['/', { kind: 'search' }],
    ['?', { kind: 'help' }],
    ['؟', { kind: 'help' }],
    ['o', { kind: 'order' }],
    ['1', { kind: 'size', size: 's' }],
    ['2', { kind: 'size', size: 'm' }],
    ['3', { kind: 'size', size: 'l' }],
    ['4', null],
    ['Enter', null],
  ] as const)('%s means %j', (key, meaning) => {
    expect(wallKeyOf({ ...plain, key })).toEqual(meaning);
  });

  it('is the same key on a keyboard of another script', () => {
    expect(wallKeyOf({ ...plain, key: 'خ', code: 'KeyO' })).toEqual({ kind: 'order' });
  });

  it.each([
    '<input data-here>',
    '<textarea data-here></textarea>',
    '<select data-here></select>',
    '<div role="dialog"><button data-here></button></div>',
    '<div role="menu"><div data-here></div></div>',
  ])('is none in %s', (html) => {
    expect(wallKeyOf({ ...plain, key: '/', target: inside(html) })).toBeNull();
  });

  it('is the browser’s with Ctrl, Alt or Meta', () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey'] as const) {
      expect(wallKeyOf({ ...plain, key: '1', [held]: true })).toBeNull();
    }
  });

  it('is heard while they are on, and as long as the wall is there', () => {
    const heard: WallKey[] = [];
    let on = true;
    const scope = effectScope();
    scope.run(() =>
      onWallKey(
        () => on,
        (key) => heard.push(key),
      ),
    );
    const press = () => window.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }));
    press();
    on = false;
    press();
    on = true;
    scope.stop();
    press();
    expect(heard).toEqual([{ kind: 'help' }]);
  });
});
