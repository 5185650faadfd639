import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineComponent, h } from 'vue';
import { actionFor, FakeLink, ina, mountInWall, tileFor } from '../testing/index.ts';
import { useWallView, type WallViewContext } from './wall-view-context.ts';
import WaitingRoom from './WaitingRoom.vue';

enableAutoUnmount(afterEach);
beforeEach(() => localStorage.clear());

async function waitingRoom() {
  const link = new FakeLink();
  link.tiles = [
    tileFor('a', { state: 'waiting', room: 'Hall A' }),
    tileFor('b', { state: 'waiting', room: 'Hall B' }),
    tileFor('c', { state: 'waiting', room: 'Hall B', admittedAt: 5 }),
    tileFor('d', { state: 'ready', room: 'Hall B' }),
  ];
  link.onTake = ({ actionId, attemptId, content }) =>
    Promise.resolve(actionFor(actionId, { attemptId, by: ina, content }));
  let view: WallViewContext | undefined;
  const Host = defineComponent({
    setup() {
      view = useWallView();
      return () => h(WaitingRoom);
    },
  });
  const { wrapper } = await mountInWall(Host, {}, link);
  if (view === undefined) throw new Error('The wall was not set up.');
  const letIn = async (): Promise<void> => {
    await wrapper.get('[data-testid="let-in"]').trigger('click');
    document.querySelector<HTMLElement>('[data-testid="let-in-now"]')?.click();
    await flushPromises();
  };
  return { wrapper, link, letIn, ...view };
}

const takenOn = (link: FakeLink) => link.asked.filter((what) => what.startsWith('take'));

describe('the waiting room', () => {
  it('names how many wait, and shows them alone', async () => {
    const { wrapper, arrangement } = await waitingRoom();
    expect(wrapper.get('[role="status"]').text()).toContain('2 students');
    await wrapper.get('.button-small').trigger('click');
    expect([...arrangement.order.value].sort()).toEqual(['a', 'b']);
  });

  it('lets all of them in, after a question, and nobody else', async () => {
    const { link, letIn } = await waitingRoom();
    await letIn();
    expect(takenOn(link)).toEqual(['take admit a', 'take admit b']);
  });

  it('lets a room in where one is chosen', async () => {
    const { link, letIn, settings, wrapper } = await waitingRoom();
    settings.changeFilter({ room: 'Hall B' });
    await flushPromises();
    expect(wrapper.get('[data-testid="let-in"]').text()).toContain('Hall B');
    await letIn();
    expect(takenOn(link)).toEqual(['take admit b']);
  });

  it('is not there where nobody waits', async () => {
    const link = new FakeLink();
    link.tiles = [tileFor('a')];
    const { wrapper } = await mountInWall(WaitingRoom, {}, link);
    expect(wrapper.find('[data-testid="waiting-room"]').exists()).toBe(false);
  });
});
