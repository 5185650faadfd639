import { closesAtFor, matchesAny, roleOf } from '@invigil/shared-types';
import { defineBackground } from 'wxt/utils/define-background';
import { forgetActions, readActionMemory, writeActionMemory } from '../actions/index.ts';
import {
  agentId,
  endEnrolment,
  ExamNews,
  forgetKept,
  keepFromPages,
  missingOf,
  missingWords,
  offerInvitation,
  onEnrolment,
  receiptUrl,
  readEnrolment,
  whileSat,
  writeExam,
  writeSitting,
  writeToken,
} from '../enrolment/index.ts';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import {
  agentRequests,
  ask,
  endedPill,
  pageRequests,
  serve,
  tabRequests,
} from '../messages/index.ts';
import { isAllowed, settleAccess } from '../quiz-access/index.ts';
import { forgetSitting, readSittingMemory, writeSittingMemory } from '../sitting/index.ts';

const agentPage = 'offscreen.html';
const welcomePage = 'welcome.html';
/** As the accent of the extension's own pages. */
const badgeColour = '#4338ca';

/*
 * Only openings and closings happen here. The browser ends this worker whenever it likes and starts it
 * again for the next event, so that it remembers nothing: what matters is in storage or in the agent.
 */
export default defineBackground(() => {
  const news = new ExamNews(agentIsThere);
  serve(pageRequests, 'page', {
    'page:invited': async ({ code }, { url }) => {
      if (matchesAny(__SERVER_MATCH_PATTERNS__, url)) {
        await offerInvitation({ serverOrigin: new URL(url).origin, code });
        await showWelcome();
      }
      return {};
    },
    'page:rules': async (_request, { url }) => {
      const known = await readEnrolment();
      // It may be one of the exam's by now, where that was changed while the browser was closed.
      const isStrange = known !== null && roleOf(known.exam, url) === null;
      if (isStrange) await news.upToDate();
      const enrolment = isStrange ? await readEnrolment() : known;
      if (enrolment === null || enrolment.consent === null) return null;
      const isTaken = enrolment.ended === 'ended' || enrolment.ended === 'expired';
      if (enrolment.ended !== null && !isTaken) return null;
      const { quizPatterns, finishPatterns, contact } = enrolment.exam;
      const ended = enrolment.ended === null ? null : endedPill(enrolment.ended, contact);
      return { attemptId: enrolment.attempt.id, quizPatterns, finishPatterns, ended };
    },
    'page:receipt': async () => {
      const enrolment = await readEnrolment();
      if (enrolment !== null && enrolment.ended !== null) {
        await chrome.tabs.create({ url: receiptUrl(enrolment) });
      }
      return {};
    },
    'page:attach': async () => {
      const enrolment = await readEnrolment();
      if (enrolment === null || enrolment.consent === null) return { attached: false };
      await ensureAgent();
      return { attached: true };
    },
  });

  serve(agentRequests, 'own', {
    'agent:load': async () => {
      const enrolment = await readEnrolment();
      if (enrolment === null) return null;
      const { id } = enrolment.attempt;
      const [memory, actions] = await Promise.all([readSittingMemory(id), readActionMemory(id)]);
      return { enrolment, agentId: await agentId(), memory, actions };
    },
    'agent:remember': async ({ memory }) => {
      await whileSat(memory.attemptId, () => writeSittingMemory(memory));
      return {};
    },
    'agent:keep_actions': async ({ actions }) => {
      await whileSat(actions.attemptId, () => writeActionMemory(actions));
      return {};
    },
    'agent:sitting': async ({ attemptId, sitting }) => {
      await writeSitting(attemptId, sitting);
      return {};
    },
    'agent:exam': async ({ attemptId, exam }) => {
      await writeExam(attemptId, exam);
      return {};
    },
    'agent:renewed': async ({ enrolment }) => {
      await writeToken(enrolment);
      return {};
    },
    'agent:over': async ({ attemptId, ended }) => {
      if (ended !== null) {
        await endEnrolment(attemptId, ended);
        await Promise.all([forgetSitting(), forgetActions()]);
      }
      await chrome.offscreen.closeDocument().catch((error: unknown) => log(wordsOf(error)));
      return {};
    },
  });

  keepFromPages().catch((error: unknown) => log(wordsOf(error)));
  // Whatever woke this worker: what was learnt for an exam that is over is deleted.
  forgetWhatIsOver().catch((error: unknown) => log(wordsOf(error)));
  // The start of the browser, and a new version, are to wake it, too: then that has just been done.
  chrome.runtime.onStartup.addListener(() => undefined);
  chrome.runtime.onInstalled.addListener(() => undefined);
  keepAccess();
  news.start();

  chrome.tabs.onRemoved.addListener((tabId) => {
    // The browser closes its tabs, too, when it shuts down; nobody is left to tell then.
    tellAgent(tabId).catch(() => undefined);
  });
});

async function forgetWhatIsOver(): Promise<void> {
  const enrolment = await readEnrolment();
  const isOver =
    enrolment === null ||
    enrolment.ended !== null ||
    closesAtFor(enrolment.exam, enrolment.attempt) < Date.now();
  if (isOver) await Promise.all([forgetSitting(), forgetActions()]);
  // A later version may not understand what an earlier one has kept: then it is of no use to anybody.
  if (enrolment === null) await forgetKept();
}

/**
 * The pages of the exam that is sat, and no others, where none were known when this was built; and a sign on the
 * extension's button where the student has something to do before the exam.
 */
function keepAccess(): void {
  const settle = () => {
    const settled = __ASKS_FOR_QUIZ_PAGES__ ? settleSatExam() : Promise.resolve();
    settled
      .then(showMissing)
      .catch((error: unknown) => log(`the quiz pages could not be settled: ${wordsOf(error)}`));
  };
  onEnrolment(settle);
  chrome.permissions.onAdded.addListener(settle);
  chrome.permissions.onRemoved.addListener(settle);
  settle();
}

async function settleSatExam(): Promise<void> {
  const enrolment = await readEnrolment();
  if (enrolment === null || enrolment.consent === null || enrolment.ended !== null) {
    await settleAccess(null);
    return;
  }
  const { exam, attempt } = enrolment;
  const isLong = closesAtFor(exam, attempt) + config.page.keepEnrolmentMs < Date.now();
  await settleAccess(isLong ? null : exam);
}

/** The popup says the same in words, and leads there: a permission can only be asked for in answer to a click. */
async function showMissing(): Promise<void> {
  const enrolment = await readEnrolment();
  const reach = enrolment && {
    allowed: await isAllowed(enrolment.exam),
    asks: __ASKS_FOR_QUIZ_PAGES__,
  };
  const missing = enrolment && reach && missingOf(enrolment, reach);
  const title = missing && missingWords(missing, enrolment.exam.contact).title;
  await Promise.all([
    chrome.action.setBadgeText({ text: title === null ? '' : '!' }),
    chrome.action.setBadgeBackgroundColor({ color: badgeColour }),
    chrome.action.setTitle({ title: title === null ? '' : `Invigil: ${title}` }),
  ]);
}

let creating: Promise<void> | undefined;

/** Opens the agent's document unless it is there. There can be one alone, however many ask at once. */
async function ensureAgent(): Promise<void> {
  if (await agentIsThere()) return;
  creating ??= chrome.offscreen
    .createDocument({
      url: agentPage,
      reasons: [
        chrome.offscreen.Reason.USER_MEDIA,
        chrome.offscreen.Reason.WEB_RTC,
        chrome.offscreen.Reason.WORKERS,
      ],
      justification: 'The camera is analysed on this machine and streamed while an exam is sat.',
    })
    .finally(() => (creating = undefined));
  await creating;
}

async function agentIsThere(): Promise<boolean> {
  const contexts = await chrome.runtime.getContexts({
    contextTypes: [chrome.runtime.ContextType.OFFSCREEN_DOCUMENT],
  });
  return contexts.length > 0;
}

async function tellAgent(tabId: number): Promise<void> {
  if (await agentIsThere()) await ask(tabRequests, 'tab:closed', { tabId });
}

/** Opens the welcome page, or brings it to the front. */
async function showWelcome(): Promise<void> {
  const url = chrome.runtime.getURL(welcomePage);
  const contexts = await chrome.runtime.getContexts({
    contextTypes: [chrome.runtime.ContextType.TAB],
  });
  const open = contexts.find(({ documentUrl }) => documentUrl?.startsWith(url));
  if (open === undefined) await chrome.tabs.create({ url });
  else await chrome.tabs.update(open.tabId, { active: true });
}
