import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('options', () => {
  it('take the official model from the command line, else from the environment', () => {
    const environment = { INVIGIL_OFFICIAL_FACE_MODEL: 'a.task' };
    expect(readOptions([], environment, []).official).toBe('a.task');
    expect(readOptions(['--official=b.task'], environment, []).official).toBe('b.task');
    expect(readOptions([], {}, []).official).toBeUndefined();
  });

  it('refuse a condition that there is none of, and name those that there are', () => {
    expect(() => readOptions(['--only=fog'], {}, ['clean', 'soft'])).toThrow(/clean, soft/);
    expect(readOptions(['--only=soft', '--quick'], {}, ['clean', 'soft'])).toMatchObject({
      only: 'soft',
      quick: true,
    });
  });
});
