import { defineContentScript } from 'wxt/utils/define-content-script';
import { ask, pageRequests } from '../../messages/index.ts';
import { roleOf } from '@invigil/shared-types';
import { QuizPage, showForGood } from './quiz-page.ts';

/**
 * In the pages of the quiz: shows what the agent says, and tells it what the exam looks for of the page's
 * own state. Nothing of the page's content is touched or read.
 */
export default defineContentScript({
  // The build names the quiz pages' addresses.
  matches: [],
  runAt: 'document_idle',
  async main(ctx) {
    const rules = await ask(pageRequests, 'page:rules', {}).catch(() => null);
    const role = rules && roleOf(rules, location.href);
    if (rules === null || role === null || ctx.isInvalid) return;
    if (rules.ended !== null) showForGood(ctx, rules.ended);
    else new QuizPage(ctx, { kind: 'hello', attemptId: rules.attemptId, role }).attach();
  },
});
