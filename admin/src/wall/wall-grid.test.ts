import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import type { Tile } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick } from 'vue';
import { useActing } from '../actions/index.ts';
import { setLocale } from '../i18n/index.ts';
import { FakeLink, layOut, mountInWall, tileFor } from '../testing/index.ts';
import { useWallView, type WallViewContext } from './wall-view-context.ts';
import WallGrid from './WallGrid.vue';
import WorstStrip from './WorstStrip.vue';

enableAutoUnmount(afterEach);
beforeEach(() => {
  localStorage.clear();
  // Four columns of medium tiles, and a little more than two rows.
  layOut(1_020, 400);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await setLocale('en');
});

const numbered = (count: number, changes: (index: number) => Partial<Tile> = () => ({})): Tile[] =>
  Array.from({ length: count }, (_, index) =>
    tileFor(`s${index}`, { studentName: `Student ${index}`, ...changes(index) }),
  );

async function wallOf(tiles: Tile[]) {
  const link = new FakeLink();
  link.tiles = tiles;
  let view: WallViewContext | undefined;
  let begun: string | null = null;
  const Host = defineComponent({
    setup() {
      view = useWallView();
      const { draft } = useActing();
      return () => {
        begun = draft.value === null ? null : `${draft.value.kind} ${draft.value.attemptId}`;
        return [h(WorstStrip, { selected: null }), h(WallGrid, { selected: null })];
      };
    },
  });
  const { wrapper, session } = await mountInWall(Host, {}, link);
  await flushPromises();
  await nextTick();
  if (view === undefined) throw new Error('The wall was not set up.');
  const grid = wrapper.get<HTMLElement>('[data-testid="wall-grid"]');
  return {
    link,
    wrapper,
    session,
    grid,
    ...view,
    tiles: () =>
      wrapper.findAll('[data-testid="tile"]').map((tile) => tile.attributes('data-attempt-id')),
    focused: () =>
      document.activeElement?.closest('[data-attempt-id]')?.getAttribute('data-attempt-id'),
    begun: () => begun,
    press: async (key: string) => {
      const target = document.activeElement ?? document.body;
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      await flushPromises();
      await nextTick();
    },
    scrollTo: async (top: number) => {
      grid.element.scrollTop = top;
      await grid.trigger('scroll');
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await nextTick();
    },
  };
}

describe('a wall of 1,000', () => {
  it('has the rows that are seen in the page, and tells screen readers of all', async () => {
    const wall = await wallOf(numbered(1_000));
    expect(wall.tiles().length).toBeGreaterThan(11);
    expect(wall.tiles().length).toBeLessThan(30);
    const grid = wall.wrapper.get('[role="grid"]');
    expect(grid.attributes()).toMatchObject({ 'aria-rowcount': '250', 'aria-colcount': '4' });
    const [first] = wall.wrapper.findAll('[role="row"]');
    expect(first?.attributes()).toMatchObject({
      'aria-rowindex': '1',
      'aria-owns': 'tile-s0 tile-s1 tile-s2 tile-s3',
    });
    for (const owned of wall.wrapper.findAll('[role="gridcell"]')) {
      expect(wall.wrapper.findAll(`[aria-owns~="${owned.attributes('id') ?? ''}"]`)).toHaveLength(
        1,
      );
    }
  });

  it('shows others after scrolling, and says what is seen and in what order', async () => {
    const wall = await wallOf(numbered(1_000));
    const arrange = vi.spyOn(wall.session.streams, 'arrange');
    await wall.scrollTo(10_000);
    expect(wall.tiles()).not.toContain('s0');
    const { visible, order } = arrange.mock.lastCall?.[0] ?? { visible: [], order: [] };
    expect(order).toHaveLength(1_000);
    expect(visible.length).toBeGreaterThan(7);
    expect(visible.length).toBeLessThan(17);
    for (const attemptId of visible) expect(wall.tiles()).toContain(attemptId);
  });

  it('keeps a tile and its video when the order changes', async () => {
    const wall = await wallOf(numbered(12, (index) => ({ score: 50 - index })));
    const tile = wall.wrapper.get('[data-testid="tile"][data-attempt-id="s5"]').element;
    wall.settings.change({ sort: 'name' });
    wall.settings.togglePin('s5');
    await nextTick();
    expect(wall.arrangement.order.value[0]).toBe('s5');
    expect(wall.wrapper.get('[data-testid="tile"][data-attempt-id="s5"]').element).toBe(tile);
  });
});

describe('keys on the wall', () => {
  it('lead through all students with one stop for Tab', async () => {
    const wall = await wallOf(numbered(1_000));
    const stops = () => wall.wrapper.findAll('[data-testid="tile"] [tabindex="0"]');
    expect(stops()).toHaveLength(1);
    wall.wrapper.get<HTMLElement>('[data-testid="tile"] .tile-open').element.focus();
    expect(wall.focused()).toBe('s0');
    await wall.press('ArrowRight');
    await wall.press('ArrowDown');
    expect(wall.focused()).toBe('s5');
    await wall.press('ArrowLeft');
    expect(wall.focused()).toBe('s4');
    await wall.press('PageDown');
    expect(wall.focused()).toBe('s12');
    await wall.press('End');
    expect(wall.focused()).toBe('s999');
    expect(wall.grid.element.scrollTop).toBeGreaterThan(30_000);
    await wall.press('Home');
    expect(wall.focused()).toBe('s0');
    expect(wall.grid.element.scrollTop).toBe(0);
    expect(stops()).toHaveLength(1);
  });

  it('are mirrored from right to left', async () => {
    await setLocale('ar');
    const wall = await wallOf(numbered(8));
    wall.wrapper.get<HTMLElement>('[data-testid="tile"] .tile-open').element.focus();
    await wall.press('ArrowLeft');
    expect(wall.focused()).toBe('s1');
    await wall.press('ArrowRight');
    expect(wall.focused()).toBe('s0');
  });

  it('act on the student whose tile has the focus', async () => {
    const wall = await wallOf(numbered(8));
    wall.wrapper.get<HTMLElement>('[data-testid="tile"] .tile-open').element.focus();
    await wall.press('ArrowRight');
    await wall.press('w');
    expect(wall.begun()).toBe('warn s1');
    await wall.press('f');
    expect([...wall.settings.now.value.pinned]).toEqual(['s1']);
    expect(wall.arrangement.order.value[0]).toBe('s1');
    expect(wall.focused()).toBe('s1');
  });

  it('keep the focus on a tile that is scrolled away from', async () => {
    const wall = await wallOf(numbered(1_000));
    wall.wrapper.get<HTMLElement>('[data-testid="tile"] .tile-open').element.focus();
    await wall.scrollTo(10_000);
    expect(wall.focused()).toBe('s0');
    await wall.press('ArrowRight');
    expect(wall.focused()).toBe('s1');
    expect(wall.grid.element.scrollTop).toBeLessThan(100);
  });
});

describe('a hand on the wall', () => {
  it('keeps every tile where it is until it is gone', async () => {
    const wall = await wallOf(numbered(8));
    await wall.grid.trigger('pointerenter');
    wall.link.change({ deltas: [{ attemptId: 's7', score: 90, level: 'severe' }] });
    await expect.poll(() => wall.arrangement.waits.value, { timeout: 2_000 }).toBe(true);
    expect(wall.arrangement.order.value[0]).toBe('s0');
    await wall.grid.trigger('pointerleave');
    expect(wall.arrangement.order.value[0]).toBe('s7');
  });

  it('lets go where what had the focus was taken out of the page', async () => {
    const wall = await wallOf(numbered(8));
    const button = document.createElement('button');
    wall.grid.element.append(button);
    button.focus();
    button.remove();
    wall.link.change({ deltas: [{ attemptId: 's7', score: 90, level: 'severe' }] });
    await expect.poll(() => wall.arrangement.waits.value, { timeout: 2_000 }).toBe(true);
    await wall.grid.trigger('pointerenter');
    await wall.grid.trigger('pointerleave');
    expect(wall.arrangement.order.value[0]).toBe('s7');
  });
});

describe('a wall without tiles', () => {
  it('says that nobody fits, and shows everybody again on demand', async () => {
    const wall = await wallOf(numbered(8));
    wall.settings.changeFilter({ search: 'nobody of that name' });
    await nextTick();
    const empty = wall.wrapper.get('[data-testid="empty-filter"]');
    expect(empty.text()).toContain('No student fits this filter');
    await empty.get('button').trigger('click');
    await nextTick();
    await nextTick();
    expect(wall.tiles()).toHaveLength(8);
  });

  it('says so where nobody is on the roster', async () => {
    const wall = await wallOf([]);
    expect(wall.wrapper.get('[data-testid="empty-roster"]').text()).toContain(
      'Nobody is on the roster yet',
    );
  });
});

describe('names', () => {
  it.each([['😀'.repeat(250)], ['<script>alert(1)</script>'], ['<b>Vega</b> & "Luz"']])(
    'are text, whatever is in them: %s',
    async (studentName) => {
      const wall = await wallOf([tileFor('a', { studentName })]);
      const name = wall.wrapper.get('[data-testid="tile"] .tile-open');
      expect(name.element.textContent.trim()).toBe(studentName);
      expect(name.attributes('title')).toBe(studentName);
      expect(name.classes()).toContain('truncate');
      expect(wall.wrapper.find('[data-testid="tile"] :is(script, b)').exists()).toBe(false);
    },
  );
});

describe('rooms', () => {
  it('have a heading and a grid each, and keys lead from one into the next', async () => {
    const wall = await wallOf(
      numbered(6, (index) => ({ room: index < 3 ? 'Hall A' : index < 5 ? 'Hall B' : null })),
    );
    wall.settings.change({ grouped: true });
    await flushPromises();
    await nextTick();
    expect(
      wall.wrapper
        .findAll('h2')
        .map((one) => one.text())
        .slice(1),
    ).toEqual(['Hall A 3 students', 'Hall B 2 students', 'No room on the roster 1 student']);
    expect(wall.wrapper.findAll('[role="grid"]')).toHaveLength(3);
    wall.wrapper.get<HTMLElement>('[data-testid="tile"] .tile-open').element.focus();
    await wall.press('ArrowDown');
    expect(wall.focused()).toBe('s3');
    await wall.press('End');
    expect(wall.focused()).toBe('s5');
  });
});

describe('the strip of the worst', () => {
  it('shows as many as fit, with the columns for no more than those', async () => {
    layOut(832, 400);
    const many = await wallOf(numbered(20));
    const strip = () => many.wrapper.get<HTMLElement>('#worst-tiles').element;
    expect(strip().children).toHaveLength(6);
    expect(strip().style.getPropertyValue('--shown')).toBe('6');
    expect(many.wrapper.get('[data-testid="worst"]').text()).toContain('6 highest scores');
    many.wrapper.unmount();
    const few = await wallOf(numbered(3));
    expect(
      few.wrapper.get<HTMLElement>('#worst-tiles').element.style.getPropertyValue('--shown'),
    ).toBe('3');
  });

  it('takes the keys of a tile', async () => {
    const wall = await wallOf(numbered(3));
    wall.wrapper.get<HTMLElement>('[data-testid="worst-tile"] .tile-open').element.focus();
    await wall.press('w');
    expect(wall.begun()).toBe('warn s0');
  });

  it('shows the eight highest, and says calmly when everybody is clear', async () => {
    layOut(1_280, 400);
    const wall = await wallOf(numbered(20, (index) => ({ score: index })));
    const strip = wall.wrapper.get('[data-testid="worst"]');
    expect(
      strip.findAll('[data-testid="worst-tile"]').map((tile) => tile.attributes('data-attempt-id')),
    ).toEqual(['s19', 's18', 's17', 's16', 's15', 's14', 's13', 's12']);
    expect(strip.text()).toContain('everybody is clear');
    wall.link.change({ deltas: [{ attemptId: 's19', level: 'look', score: 20 }] });
    await nextTick();
    expect(strip.text()).toContain('always live');
  });

  it('can be folded away, and stays so on this machine', async () => {
    const wall = await wallOf(numbered(3));
    await wall.wrapper.get('[data-testid="worst"] button').trigger('click');
    expect(wall.wrapper.find('[data-testid="worst-tile"]').exists()).toBe(false);
    const next = await wallOf(numbered(3));
    expect(next.wrapper.find('[data-testid="worst-tile"]').exists()).toBe(false);
  });
});
