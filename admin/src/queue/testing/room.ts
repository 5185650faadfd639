import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { expect } from 'vitest';
import ReviewRoom from '../ReviewRoom.vue';
import { me, type ExamServer } from './exam-server.ts';

export interface Room {
  readonly wrapper: VueWrapper;
  /** Presses a key where the focus is. */
  press(key: string, more?: KeyboardEventInit): Promise<void>;
  /** The incident that is the current one. */
  readonly current: () => string | undefined;
  /** The one that has the focus. */
  readonly focused: () => string | undefined;
  readonly stateOf: (incidentId: string) => string | undefined;
  /** Whose sheet is open. */
  readonly student: () => string | undefined;
  find(testId: string): ReturnType<VueWrapper['find']>;
}

/** Opens the page for reviewing an exam, once its first sheet is there. */
export async function openRoom(server: ExamServer): Promise<Room> {
  server.start();
  const pinia = createPinia();
  setActivePinia(pinia);
  const wrapper = mount(ReviewRoom, {
    props: { exam: server.exam, staff: me, studentId: null },
    attachTo: document.body,
    global: { plugins: [pinia] },
  });
  const room: Room = {
    wrapper,
    async press(key, more = {}) {
      const target = document.activeElement ?? document.body;
      target.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
      );
      await flushPromises();
    },
    current: () =>
      wrapper.find('[data-testid="card"][aria-current]').attributes('data-incident-id'),
    focused: () => document.activeElement?.getAttribute('data-incident-id') ?? undefined,
    stateOf: (id) =>
      wrapper.find(`[data-testid="card"][data-incident-id="${id}"]`).attributes('data-state'),
    student: () =>
      wrapper.find('[data-testid="student"][aria-current]').attributes('data-attempt-id'),
    find: (testId) => wrapper.find(`[data-testid="${testId}"]`),
  };
  await expect.poll(() => room.student()).toBeDefined();
  await flushPromises();
  return room;
}
