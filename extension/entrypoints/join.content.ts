import { defineContentScript } from 'wxt/utils/define-content-script';
import { ask, pageRequests } from '../messages/index.ts';

/** On the page of a student's personal link: says that the extension is there, and opens its welcome. */
export default defineContentScript({
  // The build names the server's own addresses.
  matches: [],
  runAt: 'document_end',
  main(ctx) {
    const code = document.querySelector<HTMLMetaElement>('meta[name="invigil-enrolment"]')?.content;
    document.documentElement.dataset['invigil'] = 'installed';
    if (code === undefined) return;
    const open = () => {
      if (ctx.isValid) void ask(pageRequests, 'page:invited', { code }).catch(() => undefined);
    };
    const button = document.querySelector('#invigil-open');
    if (button !== null) ctx.addEventListener(button, 'click', open);
    // Once by itself; coming back to this page with "Back" is not asking for it again.
    const [navigation] = performance.getEntriesByType('navigation');
    const isBack =
      navigation instanceof PerformanceNavigationTiming && navigation.type === 'back_forward';
    if (!isBack) open();
  },
});
