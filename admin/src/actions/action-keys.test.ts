import { describe, expect, it } from 'vitest';
import { letterOf } from '../ui/index.ts';
import { actionKeys, actionOfKey, keyOf } from './action-keys.ts';

const press = (key: string, more: object = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  target: document.body,
  ...more,
});

describe('the keys of the actions', () => {
  it('are one for each, and none that decides on an incident', () => {
    const letters = ['l', 'w', 'm', 'k', 'p', 'x', 'e', 's'];
    expect(letters.map((key) => actionOfKey(press(key)))).toEqual([
      'admit',
      'warn',
      'message',
      'ask',
      'pause',
      'extend',
      'end',
      'second_look',
    ]);
    expect([...new Set(Object.values(actionKeys))]).toEqual(letters);
    expect(['a', 'd', 'u', 'n'].map((key) => actionOfKey(press(key)))).toEqual(Array(4).fill(null));
  });

  it('are shown where they do it: pausing or resuming, never both', () => {
    const running = { state: 'in_progress', pausedAt: null, admittedAt: null } as const;
    const keys = (pausedAt: number | null, onBreak: boolean) =>
      (['pause', 'resume', 'warn'] as const).map((kind) =>
        keyOf(kind, { ...running, pausedAt, onBreak }),
      );
    expect(keys(null, false)).toEqual(['p', undefined, 'w']);
    expect(keys(5_000, false)).toEqual([undefined, 'p', 'w']);
    expect(keys(5_000, true)).toEqual(['p', undefined, 'w']);
    expect(keyOf('pause', null)).toBe('p');
  });

  it('hold with capitals locked, and on a keyboard of another script', () => {
    expect(actionOfKey(press('W'))).toBe('warn');
    expect(actionOfKey(press('ص', { code: 'KeyW' }))).toBe('warn');
    expect(letterOf(press('ز', { code: 'Period' }))).toBe('.');
    // By the letter where there is one: on a French keyboard "a" lies where "q" is.
    expect(letterOf(press('a', { code: 'KeyQ' }))).toBe('a');
  });

  it("are never the browser's, never one held down, and never part of what somebody writes", () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey', 'shiftKey', 'repeat']) {
      expect(actionOfKey(press('w', { [held]: true }))).toBeNull();
    }
    for (const tag of ['input', 'textarea', 'select']) {
      expect(actionOfKey(press('w', { target: document.createElement(tag) }))).toBeNull();
    }
    expect(actionOfKey(press('Enter', { code: 'Enter' }))).toBeNull();
  });
});
