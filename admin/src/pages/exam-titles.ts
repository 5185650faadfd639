import { shallowReactive } from 'vue';

/** Titles that a page has read, so that the next one of the same exam need not wait for it. */
const titles = shallowReactive(new Map<string, string>());

export const rememberTitle = (examId: string, title: string): void => {
  titles.set(examId, title);
};
/** Undefined where no page has read it. Reactive. */
export const titleRemembered = (examId: string): string | undefined => titles.get(examId);
