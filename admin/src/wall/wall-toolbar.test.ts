import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineComponent, h, nextTick } from 'vue';
import { FakeLink, mountInWall, tileFor } from '../testing/index.ts';
import { useWallView, type WallViewContext } from './wall-view-context.ts';
import WallToolbar from './WallToolbar.vue';

enableAutoUnmount(afterEach);
beforeEach(() => localStorage.clear());

async function toolbarOf(rooms: readonly (string | null)[]) {
  const link = new FakeLink();
  link.tiles = rooms.map((room, index) => tileFor(`s${index}`, { room, studentName: `N${index}` }));
  let view: WallViewContext | undefined;
  const Host = defineComponent({
    setup() {
      view = useWallView();
      return () => h(WallToolbar);
    },
  });
  const { wrapper } = await mountInWall(Host, {}, link);
  if (view === undefined) throw new Error('The wall was not set up.');
  return { wrapper, ...view };
}

describe('the toolbar', () => {
  it('sorts, and shows one room or all', async () => {
    const { wrapper, settings, arrangement } = await toolbarOf(['Hall A', 'Hall B', null]);
    const sort = wrapper.get<HTMLSelectElement>('[data-testid="sort"]');
    expect(sort.element.value).toBe('risk');
    await sort.setValue('name');
    expect(settings.now.value.sort).toBe('name');
    const room = wrapper.get('[data-testid="room"]');
    expect(room.findAll('option').map((option) => option.text())).toEqual([
      'All rooms',
      'Hall A',
      'Hall B',
    ]);
    await room.setValue('Hall B');
    expect(arrangement.order.value).toEqual(['s1']);
    expect(wrapper.get('[data-testid="shown-of"]').text()).toContain('1');
    await room.setValue('');
    expect(settings.now.value.filter.room).toBeNull();
    expect(arrangement.order.value).toHaveLength(3);
  });

  it('offers no rooms where the roster has none', async () => {
    const { wrapper } = await toolbarOf([null]);
    expect(wrapper.find('[data-testid="room"]').exists()).toBe(false);
    expect(wrapper.find('[data-testid="group-by-room"]').exists()).toBe(false);
  });

  it('empties the search with Escape, and is left with the next', async () => {
    const { wrapper, settings } = await toolbarOf([null, null]);
    const search = wrapper.get('[data-testid="search"]');
    const bar = wrapper.findComponent(WallToolbar);
    await search.setValue('n1');
    expect(settings.now.value.filter.search).toBe('n1');
    await search.trigger('keydown', { key: 'Escape' });
    expect(settings.now.value.filter.search).toBe('');
    expect(bar.emitted('leave')).toBeUndefined();
    await nextTick();
    await search.trigger('keydown', { key: 'Escape' });
    expect(bar.emitted('leave')).toHaveLength(1);
  });
});
