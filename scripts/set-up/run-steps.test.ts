import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress, duration } from './progress.mjs';
import { runSteps } from './run-steps.mjs';
import type { Purpose, Step } from './step.mjs';

let folder: string;
let printed: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'invigil-steps-'));
  printed = '';
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function step(changes: Partial<Step>): Step {
  return {
    name: 'example',
    title: 'Example',
    neededFor: ['demo'],
    isDone: () => Promise.resolve(false as const),
    run: () => Promise.resolve('made'),
    advice: 'Do this.',
    ...changes,
  };
}

function run(steps: Step[], purpose: Purpose = 'demo') {
  return runSteps(steps, {
    root: folder,
    cache: path.join(folder, '.cache'),
    userCache: path.join(folder, 'user'),
    purpose,
    progress: createProgress({
      write: (text: string) => {
        printed += text;
        return true;
      },
    }),
  });
}

describe('set-up', () => {
  it('runs what is not done, in order, and only what the purpose needs', async () => {
    const order: string[] = [];
    const making = (name: string, neededFor: Purpose[]) =>
      step({
        name,
        neededFor,
        run: () => {
          order.push(name);
          return Promise.resolve(name);
        },
      });
    expect(await run([making('a', ['demo']), making('b', ['test']), making('c', ['demo'])])).toBe(
      true,
    );
    expect(order).toEqual(['a', 'c']);
  });

  it('does nothing twice', async () => {
    const work = vi.fn(() => Promise.resolve('made'));
    expect(await run([step({ isDone: () => Promise.resolve('there'), run: work })])).toBe(true);
    expect(work).not.toHaveBeenCalled();
    expect(printed).toContain('✓ Example');
    expect(printed).toContain('there');
  });

  it('stops at a failure and says what failed, why, and what to do', async () => {
    const later = vi.fn(() => Promise.resolve('made'));
    const failing = step({
      run: async ({ exec }) => {
        await exec(process.execPath, ['-e', 'console.error("the disk is full"); process.exit(3)']);
        return 'never';
      },
    });
    expect(await run([failing, step({ name: 'later', run: later })])).toBe(false);
    expect(later).not.toHaveBeenCalled();
    expect(printed).toContain('exit code 3');
    expect(printed).toContain('the disk is full');
    expect(printed).toContain('Do this.');
    expect(readFileSync(path.join(folder, '.cache/logs/example.log'), 'utf8')).toContain('full');
  });

  it('goes on without a step that is optional', async () => {
    const later = vi.fn(() => Promise.resolve('made'));
    const failing = step({
      optional: true,
      run: () => Promise.reject(new Error('no such package')),
    });
    expect(await run([failing, step({ name: 'later', run: later })])).toBe(true);
    expect(later).toHaveBeenCalledOnce();
    expect(printed).toContain('no such package');
  });

  it('reports a check that fails like any other failure', async () => {
    const wrong = step({
      isDone: () => Promise.reject(new Error('INVIGIL_CHROMIUM is not a program')),
    });
    expect(await run([wrong])).toBe(false);
    expect(printed).toContain('INVIGIL_CHROMIUM is not a program');
  });

  it('says that a program is not there', async () => {
    const failing = step({
      run: async ({ exec }) => {
        await exec('invigil-no-such-program', []);
        return 'never';
      },
    });
    expect(await run([failing])).toBe(false);
    expect(printed).toContain('invigil-no-such-program');
  });
});

it('writes durations as people say them', () => {
  expect([840, 12_300, 75_000].map(duration)).toEqual(['0.8 s', '12 s', '1 min 15 s']);
});
