import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { vi } from 'vitest';
import type { Router } from 'vue-router';
import App from '../../App.vue';
import { i18n } from '../../i18n/index.ts';
import { createConsoleRouter } from '../../pages/index.ts';
// Pages bring it when they are asked for; here it is there from the start, and no test waits for it.
import '../index.ts';

/** The whole console at one address, as somebody sees it who is signed in. */
export interface ExamConsole {
  readonly wrapper: VueWrapper;
  readonly router: Router;
  /** Anywhere in the document: dialogs are not below the page. */
  all(selector: string): HTMLElement[];
  one(testId: string): HTMLElement;
  text(testId: string): string;
  click(target: string | HTMLElement): Promise<void>;
  type(target: string | HTMLElement, text: string): Promise<void>;
  close(): void;
}

/** Ends with `close()`, `vi.unstubAllGlobals()` and `vi.restoreAllMocks()`. */
export async function openExamConsole(path: string): Promise<ExamConsole> {
  localStorage.setItem('invigil.signed_in', '1');
  giveRoom();
  history.replaceState(null, '', path);
  const pinia = createPinia();
  setActivePinia(pinia);
  const router = createConsoleRouter();
  const wrapper = mount(App, {
    attachTo: document.body,
    global: { plugins: [pinia, i18n, router] },
  });
  await router.isReady();
  await settle();

  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
  function one(testId: string): HTMLElement {
    const [element] = all(`[data-testid="${testId}"]`);
    if (element === undefined) throw new Error(`There is no ${testId} on the page.`);
    return element;
  }
  const at = (target: string | HTMLElement) => (typeof target === 'string' ? one(target) : target);
  return {
    wrapper,
    router,
    all,
    one,
    text: (testId) => wordsOf(one(testId)),
    async click(target) {
      at(target).click();
      await settle();
    },
    async type(target, text) {
      const field = at(target);
      if (!('value' in field)) throw new Error('Nothing can be typed there.');
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
      await settle();
    },
    close() {
      wrapper.unmount();
      document.body.innerHTML = '';
      localStorage.clear();
    },
  };
}

/** What is written in an element, with a space between what stands apart. */
export function wordsOf(element: Element): string {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const parts: string[] = [];
  while (walker.nextNode() !== null) parts.push(walker.currentNode.nodeValue ?? '');
  return parts.join(' ').replaceAll(/\s+/g, ' ').trim();
}

/** Pages come when they are asked for, and answers some turns later. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
}

/** jsdom lays nothing out: without a size a list shows no rows, and a menu finds no place. */
function giveRoom(): void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1_000);
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(800);
}
