import { DOMWrapper } from '@vue/test-utils';
import { expect } from 'vitest';
import { defineComponent, h, nextTick, ref } from 'vue';
import type { Action, Tile } from '@invigil/shared-types';
import { FakeLink, ina, mountInWall, tileFor } from '../../testing/index.ts';
import ActionLayer from '../ActionLayer.vue';
import { useActing, type Acting } from '../acting.ts';
import TileActions from '../TileActions.vue';
import TileMarks from '../TileMarks.vue';

/** Two students' buttons and marks with the layer over them, on a wall whose server is in memory. */
export async function wallOfActions(changes: Partial<Tile> = {}, open: readonly Action[] = []) {
  const opened: string[] = [];
  let acting: Acting | undefined;
  const shown = ref(true);
  const Parts = defineComponent({
    setup() {
      acting = useActing();
      const tile = (attemptId: string) =>
        h('div', { 'data-attempt-id': attemptId }, [
          h(TileActions, { attemptId }),
          h(TileMarks, { attemptId }),
        ]);
      return () =>
        h('div', [
          ...(shown.value ? [tile('a'), tile('b')] : []),
          h(ActionLayer, { onOpen: (id: string) => opened.push(id) }),
        ]);
    },
  });
  const link = new FakeLink();
  link.tiles = [tileFor('a', { studentName: 'Ada', ...changes }), tileFor('b')];
  link.actions = [...open];
  link.onTake = ({ actionId, attemptId, content }) =>
    Promise.resolve({
      id: actionId,
      examId: 'exam-1',
      attemptId,
      at: 10_000,
      by: ina,
      content,
      progress: { state: 'sent' },
    });
  const { wrapper, session } = await mountInWall(Parts, {}, link);
  if (acting === undefined) throw new Error('The parts were not set up.');

  const page = new DOMWrapper(document.body);
  return {
    wrapper,
    session,
    link,
    acting,
    opened,
    /** Whether the tiles are in the page. */
    shown,
    page,
    tile: (attemptId: string) => wrapper.get(`[data-attempt-id="${attemptId}"]`),
    dialog: () => page.find<HTMLElement>('[data-testid="action-dialog"]'),
    notices: (kind: string) => page.findAll(`[data-testid="action-notice"][data-kind="${kind}"]`),
    /** What was sent, as the server was asked for it. */
    taken: () => link.asked.filter((call) => call.startsWith('take ')),
    async begin(kind: Parameters<Acting['begin']>[0], attemptId = 'a') {
      acting?.begin(kind, attemptId);
      await expect.poll(() => page.find('[data-testid="action-dialog"]').exists()).toBe(true);
      await nextTick();
    },
  };
}
