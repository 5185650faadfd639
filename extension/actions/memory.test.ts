import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nothingTold, readActionMemory, writeActionMemory, type ActionMemory } from './memory.ts';

const stored = new Map<string, unknown>();
const memory: ActionMemory = {
  ...nothingTold('a1'),
  told: [
    {
      action: { actionId: 'k', at: 2, content: { kind: 'ask', text: 'There?' } },
      state: 'seen',
      known: 'sent',
    },
  ],
};

beforeEach(async () => {
  stored.clear();
  vi.stubGlobal('chrome', {
    storage: {
      session: {
        get: (key: string) => Promise.resolve({ [key]: stored.get(key) }),
        set: (values: Record<string, unknown>) =>
          Promise.resolve(Object.entries(values).forEach(([key, value]) => stored.set(key, value))),
        remove: (key: string) => Promise.resolve(void stored.delete(key)),
      },
    },
  });
  await writeActionMemory(memory);
});
afterEach(() => void vi.unstubAllGlobals());

it('gives back what the attempt was told, as often as its document begins anew', async () => {
  expect(await readActionMemory('a1')).toEqual(memory);
  expect(await readActionMemory('a1')).toEqual(memory);
});

it('is deleted once another attempt begins', async () => {
  expect(await readActionMemory('a2')).toEqual(nothingTold('a2'));
  expect(stored).toEqual(new Map());
});
