import { z } from 'zod';
import { log, wordsOf } from '../log.ts';
import { originOf, originsOf, pagesOf, type ExamPages } from './origins.ts';

/*
 * For extensions that were built without knowing any quiz pages. The student allows the origins of their own
 * exam; the content script is registered for its pages alone, in a way that outlives the browser; and both
 * are taken back when the attempt is over.
 */

/** Where the build puts the content script of quiz pages. */
export const quizScript = 'content-scripts/quiz.js';
const scriptId = 'quiz';

/** What this extension asked for, and has to give back. What others have granted it is not its own. */
const askedKey = 'askedFor';
const askedSchema = z.array(z.string());

/** Whether the browser lets the agent attach itself to this exam's pages. */
export function isAllowed(pages: ExamPages): Promise<boolean> {
  return chrome.permissions.contains({ origins: originsOf(pages) });
}

/**
 * Asks the student. Only while a click of theirs is being answered, and before anything else is waited for:
 * browsers insist on that.
 *
 * @returns whether it is allowed now
 */
export async function askToAllow(pages: ExamPages): Promise<boolean> {
  const origins = originsOf(pages);
  const answer = chrome.permissions.request({ origins });
  // The background hears of what was granted by itself, and may have to give it back at any time.
  await rememberAsked([...(await asked()), ...origins]);
  return answer;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Registers the content script for the pages of this exam, as far as they are allowed, and gives back what was
 * allowed for any other. Idempotent; calls are carried out one after the other.
 *
 * @param pages null: no exam is sat
 */
export function settleAccess(pages: ExamPages | null): Promise<void> {
  const done = last.then(async () => {
    await register(pages === null ? [] : await allowedPagesOf(pages));
    await giveBack(pages === null ? [] : originsOf(pages));
  });
  last = done.catch(() => undefined);
  return done;
}

/** Where a site was added that is not allowed yet, those that are go on. */
async function allowedPagesOf(pages: ExamPages): Promise<string[]> {
  const all = await Promise.all(
    pagesOf(pages).map(async (page) => {
      const origin = originOf(page);
      const isIts = origin !== null && (await chrome.permissions.contains({ origins: [origin] }));
      return isIts ? [page] : [];
    }),
  );
  return all.flat();
}

async function register(matches: readonly string[]): Promise<void> {
  const [registered] = await chrome.scripting.getRegisteredContentScripts({ ids: [scriptId] });
  if (matches.length === 0) {
    if (registered) await chrome.scripting.unregisterContentScripts({ ids: [scriptId] });
    return;
  }
  const script: chrome.scripting.RegisteredContentScript = {
    id: scriptId,
    js: [quizScript],
    matches: [...matches],
    runAt: 'document_idle',
    persistAcrossSessions: true,
  };
  if (registered === undefined) await chrome.scripting.registerContentScripts([script]);
  else if (!isSame(registered.matches ?? [], matches)) {
    await chrome.scripting.updateContentScripts([script]);
  }
}

async function giveBack(wanted: readonly string[]): Promise<void> {
  const all = await asked();
  const surplus = all.filter((origin) => !wanted.includes(origin));
  if (surplus.length === 0) return;
  try {
    await chrome.permissions.remove({ origins: surplus });
  } catch (error) {
    // An administrator has granted it for good: then it is not the student's to take back.
    log(`a permission could not be given back: ${wordsOf(error)}`);
  }
  await rememberAsked(all.filter((origin) => wanted.includes(origin)));
}

async function asked(): Promise<string[]> {
  const stored = await chrome.storage.local.get(askedKey);
  return askedSchema.safeParse(stored[askedKey]).data ?? [];
}

async function rememberAsked(origins: readonly string[]): Promise<void> {
  await chrome.storage.local.set({ [askedKey]: [...new Set(origins)] });
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one));
