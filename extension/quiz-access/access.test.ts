import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askToAllow, isAllowed, settleAccess } from './access.ts';

interface Script {
  readonly id: string;
  readonly matches?: string[];
}

/** A browser's permissions, content scripts and disk. */
class FakeBrowser {
  readonly granted = new Set<string>();
  readonly scripts = new Map<string, Script>();
  readonly stored: Record<string, unknown> = {};
  /** What the student chooses. */
  answer = true;
  /** Origins that an administrator has granted. */
  readonly forGood = new Set<string>();
  calls: string[] = [];

  readonly permissions = {
    contains: ({ origins }: { origins: string[] }) =>
      Promise.resolve(origins.every((origin) => this.granted.has(origin))),
    request: ({ origins }: { origins: string[] }) => {
      this.calls.push('request');
      if (this.answer) for (const origin of origins) this.granted.add(origin);
      return Promise.resolve(this.answer);
    },
    remove: ({ origins }: { origins: string[] }) => {
      if (origins.some((origin) => this.forGood.has(origin))) {
        return Promise.reject(new Error('You cannot remove required permissions.'));
      }
      for (const origin of origins) this.granted.delete(origin);
      return Promise.resolve(true);
    },
  };
  readonly scripting = {
    getRegisteredContentScripts: ({ ids }: { ids: string[] }) =>
      Promise.resolve([...this.scripts.values()].filter(({ id }) => ids.includes(id))),
    registerContentScripts: (scripts: Script[]) => {
      this.calls.push('register');
      for (const script of scripts) {
        if (this.scripts.has(script.id)) throw new Error('Duplicate script ID');
        this.scripts.set(script.id, script);
      }
      return Promise.resolve();
    },
    updateContentScripts: (scripts: Script[]) => {
      for (const one of scripts) this.scripts.set(one.id, { ...this.scripts.get(one.id), ...one });
      return Promise.resolve();
    },
    unregisterContentScripts: ({ ids }: { ids: string[] }) => {
      for (const id of ids) this.scripts.delete(id);
      return Promise.resolve();
    },
  };
  readonly storage = {
    local: {
      get: (key: string) => {
        this.calls.push('get');
        return Promise.resolve({ [key]: this.stored[key] });
      },
      set: (change: Record<string, unknown>) => {
        Object.assign(this.stored, change);
        return Promise.resolve();
      },
    },
  };

  get pages(): string[] {
    return [...this.scripts.values()].flatMap(({ matches }) => matches ?? []);
  }
}

let browser: FakeBrowser;
beforeEach(() => {
  browser = new FakeBrowser();
  vi.stubGlobal('chrome', browser);
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const physics = {
  quizPatterns: ['https://lms.school.edu/quiz/*'],
  finishPatterns: ['https://lms.school.edu/done'],
};
const history = { quizPatterns: ['https://other.school.edu/*'], finishPatterns: [] };
const origin = 'https://lms.school.edu/*';

describe('access to an exam’s pages', () => {
  it('is asked for before anything else is waited for: the click would be over', async () => {
    expect(await isAllowed(physics)).toBe(false);
    expect(await askToAllow(physics)).toBe(true);
    expect(browser.calls[0]).toBe('request');
    expect([...browser.granted]).toEqual([origin]);
    expect(await isAllowed(physics)).toBe(true);
  });

  it('attaches nothing where the student did not allow it', async () => {
    browser.answer = false;
    expect(await askToAllow(physics)).toBe(false);
    await settleAccess(physics);
    expect(browser.pages).toEqual([]);
  });

  it('attaches the agent to the exam’s pages alone, once however often it is settled', async () => {
    await askToAllow(physics);
    await Promise.all([settleAccess(physics), settleAccess(physics), settleAccess(physics)]);
    expect(browser.pages).toEqual(['https://lms.school.edu/quiz/*', 'https://lms.school.edu/done']);
    expect(browser.calls.filter((call) => call === 'register')).toHaveLength(1);
  });

  it('follows the exam where its pages are others now', async () => {
    await askToAllow(physics);
    await settleAccess(physics);
    await settleAccess({ ...physics, quizPatterns: ['https://lms.school.edu/test/*'] });
    expect(browser.pages).toEqual(['https://lms.school.edu/test/*', 'https://lms.school.edu/done']);
  });

  it('stays where it is allowed when the exam gets pages of another site besides', async () => {
    await askToAllow(physics);
    await settleAccess(physics);
    const quizPatterns = [...physics.quizPatterns, 'https://other.school.edu/*'];
    await settleAccess({ ...physics, quizPatterns });
    expect(browser.pages).toEqual([...physics.quizPatterns, ...physics.finishPatterns]);
  });

  it('is given back when the attempt is over', async () => {
    await askToAllow(physics);
    await settleAccess(physics);
    await settleAccess(null);
    expect([browser.pages, [...browser.granted]]).toEqual([[], []]);
  });

  it('is given back when another exam takes its place', async () => {
    await askToAllow(physics);
    await settleAccess(physics);
    await askToAllow(history);
    await settleAccess(history);
    expect([...browser.granted]).toEqual(['https://other.school.edu/*']);
    expect(browser.pages).toEqual(['https://other.school.edu/*']);
  });

  it('leaves alone what others have granted', async () => {
    browser.granted.add('https://school.example/*');
    await askToAllow(physics);
    await settleAccess(null);
    expect([...browser.granted]).toEqual(['https://school.example/*']);
  });

  it('goes on where an administrator has granted it for good', async () => {
    browser.forGood.add(origin);
    await askToAllow(physics);
    await settleAccess(null);
    expect(browser.pages).toEqual([]);
    await settleAccess(physics);
    expect(browser.pages).toHaveLength(2);
  });

  it('takes the agent off where the student has taken the permission back', async () => {
    await askToAllow(physics);
    await settleAccess(physics);
    browser.granted.delete(origin);
    await settleAccess(physics);
    expect(browser.pages).toEqual([]);
  });
});
