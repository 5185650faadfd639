import { afterEach, expect, it, vi } from 'vitest';
import { readOptions } from './options.ts';

afterEach(() => vi.unstubAllEnvs());

it('starts one recorded student where nothing is said', () => {
  expect(readOptions([])).toEqual({ once: false, students: 1, camera: false });
  expect(readOptions(['--once', '--students', '3'])).toMatchObject({ once: true, students: 3 });
  expect(readOptions(['--help'])).toBe('help');
});

it.each([['0'], ['21'], ['1.5'], ['many'], ['']])('refuses %j students', (students) => {
  expect(() => readOptions(['--students', students])).toThrow('whole number from 1 to 20');
});

it('refuses what does not go with one camera, and a camera nobody could see', () => {
  vi.stubEnv('DISPLAY', ':0');
  expect(readOptions(['--camera'])).toMatchObject({ camera: true });
  expect(() => readOptions(['--camera', '--once'])).toThrow('recorded clip');
  expect(() => readOptions(['--camera', '--students', '2'])).toThrow('one student');
  vi.stubEnv('DISPLAY', '');
  vi.stubEnv('WAYLAND_DISPLAY', '');
  expect(() => readOptions(['--camera'])).toThrow('no display');
});

it('names an option that it does not know', () => {
  expect(() => readOptions(['--twice'])).toThrow('--twice');
});
