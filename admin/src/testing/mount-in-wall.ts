import { mount, type VueWrapper } from '@vue/test-utils';
import { defineComponent, h, provide, type Component } from 'vue';
import { provideActing } from '../actions/index.ts';
import type { ReceivedVideo } from '../media/index.ts';
import { provideWallView, useWallSession, wallKey, type WallSession } from '../wall/index.ts';
import { FakeLink } from './fake-link.ts';
import { fakeReceiver } from './fake-receiver.ts';

export interface InWall {
  readonly wrapper: VueWrapper;
  readonly session: WallSession;
}

/**
 * Mounts a component as part of a wall whose server is `link`, once the first snapshot is there.
 * @param consume brings a video; without it none ever comes
 */
export async function mountInWall(
  component: Component,
  props: Record<string, unknown>,
  link: FakeLink = new FakeLink(),
  consume: () => Promise<ReceivedVideo> = () => new Promise(() => {}),
): Promise<InWall> {
  let session: WallSession | undefined;
  const Wall = defineComponent({
    setup() {
      session = useWallSession('exam-1', {
        openLink: link.open,
        openReceiver: () => fakeReceiver({ consume }),
      });
      provide(wallKey, session);
      provideActing(session);
      provideWallView('exam-1', session.tiles);
      const { exam } = session;
      return () => (exam.value === null ? null : h(component, props));
    },
  });
  const wrapper = mount(Wall, { attachTo: document.body });
  link.tell.connected();
  await new Promise((resolve) => setTimeout(resolve));
  if (session === undefined) throw new Error('The wall was not set up.');
  return { wrapper, session };
}
