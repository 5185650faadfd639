import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, effectScope, h, nextTick, provide } from 'vue';
import { provideActing } from '../actions/index.ts';
import { FakeLink, layOut, tileFor } from '../testing/index.ts';
import ScoreBadge from './ScoreBadge.vue';
import { ScoreStore } from './score-store.ts';
import { useWallSession, wallKey, type WallSession } from './wall-session.ts';
import { provideWallView } from './wall-view-context.ts';
import WallGrid from './WallGrid.vue';

const clear = { score: 0, level: 'clear', claimed: 0, trace: null } as const;
const likely = { score: 55, level: 'likely', claimed: 55, trace: null } as const;

describe('subscriptions', () => {
  it('last as long as something shows the score', () => {
    const store = new ScoreStore();
    const tile = effectScope();
    const panel = effectScope();
    tile.run(() => store.use('a'));
    const shown = panel.run(() => store.use('a'));
    expect(store.subscribed).toBe(1);
    tile.stop();
    expect(store.subscribed).toBe(1);
    store.set('a', likely);
    expect(shown?.value).toEqual(likely);
    panel.stop();
    expect(store.subscribed).toBe(0);
  });
});

describe('a badge', () => {
  it('carries the score, the level in words and the way of the update', async () => {
    const scores = new ScoreStore();
    scores.set('a', clear);
    const wrapper = mount(ScoreBadge, { props: { scores, attemptId: 'a' } });
    const badge = wrapper.get('[data-testid="score-badge"]');
    expect(badge.attributes()).toMatchObject({ 'data-score': '0' });
    expect(badge.attributes()).not.toHaveProperty('data-trace');
    const trace = {
      capturedAt: 1,
      analysedAt: 2,
      sentAt: 3,
      receivedAt: 4,
      decidedAt: 5,
      emittedAt: 6,
    };
    scores.set('a', { ...likely, trace });
    await nextTick();
    expect(badge.attributes('data-score')).toBe('55');
    expect(badge.attributes('data-trace')).toBe(JSON.stringify(trace));
    expect(badge.text()).toContain('Score 55, Likely');
    wrapper.unmount();
    expect(scores.subscribed).toBe(0);
  });

  it('keeps to the confirmed score, and says what is claimed beyond it in its hint', async () => {
    const scores = new ScoreStore();
    scores.set('a', { score: 15, level: 'clear', claimed: 30, trace: null });
    const wrapper = mount(ScoreBadge, { props: { scores, attemptId: 'a' } });
    const badge = wrapper.get('[data-testid="score-badge"]');
    expect(badge.attributes('data-score')).toBe('15');
    expect(badge.text()).toContain('Score 15, Clear, 30 claimed');
    expect(wrapper.attributes('title')).toBe('Clear, 30 claimed');
    expect(wrapper.find('[data-testid="claimed-score"]').exists()).toBe(false);
    // Once it is confirmed there is nothing left to say.
    scores.set('a', { score: 30, level: 'look', claimed: 30, trace: null });
    await nextTick();
    expect(wrapper.attributes('title')).toBe('Look');
  });

  it('shows what is claimed beside it where there is room', async () => {
    const scores = new ScoreStore();
    scores.set('a', { score: 15, level: 'clear', claimed: 30, trace: null });
    const wrapper = mount(ScoreBadge, { props: { scores, attemptId: 'a', withClaimed: true } });
    expect(wrapper.get('[data-testid="claimed-score"]').text()).toBe('· 30 claimed');
    scores.set('a', { score: 15, level: 'clear', claimed: 45, trace: null });
    await nextTick();
    expect(wrapper.get('[data-testid="claimed-score"]').text()).toBe('· 45 claimed');
    scores.set('a', clear);
    await nextTick();
    expect(wrapper.find('[data-testid="claimed-score"]').exists()).toBe(false);
  });
});

describe('a wall of 200', () => {
  const unmounts: (() => void)[] = [];
  // Room for all of them: what is not in the page is rendered by nobody.
  beforeEach(() => layOut(4_000, 10_000));
  afterEach(() => {
    for (const unmount of unmounts.splice(0)) unmount();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    localStorage.clear();
  });

  async function wallOf(count: number) {
    const link = new FakeLink();
    link.tiles = Array.from({ length: count }, (_, index) =>
      tileFor(`s${index}`, { score: index === 0 ? 1 : 0 }),
    );
    const renders = new Map<string, number>();
    const count1 = (name: string | undefined) =>
      renders.set(name ?? 'unnamed', (renders.get(name ?? 'unnamed') ?? 0) + 1);
    let session: WallSession | undefined;
    const Wall = defineComponent({
      name: 'WholeWall',
      setup() {
        session = useWallSession('exam-1', { openLink: link.open });
        provide(wallKey, session);
        provideActing(session);
        provideWallView('exam-1', session.tiles);
        return () => h(WallGrid, { selected: null });
      },
    });
    const wrapper = mount(Wall, {
      global: {
        mixins: [
          {
            updated(this: { $options: { __name?: string; name?: string } }) {
              count1(this.$options.__name ?? this.$options.name);
            },
          },
        ],
      },
    });
    unmounts.push(() => wrapper.unmount());
    link.tell.connected();
    await expect.poll(() => wrapper.findAll('[data-testid="tile"]').length).toBe(count);
    await nextTick();
    renders.clear();
    return { link, wrapper, renders, session };
  }

  it('renders one badge and no tile for one score', async () => {
    const { link, wrapper, renders, session } = await wallOf(200);
    expect(session?.tiles.scores.subscribed).toBe(200);
    link.change({ deltas: [{ attemptId: 's0', score: 9, level: 'clear' }] });
    await nextTick();
    expect(Object.fromEntries(renders)).toEqual({ ScoreBadge: 1 });
    expect(wrapper.find('[data-attempt-id="s0"] [data-score]').attributes('data-score')).toBe('9');
  });

  it('renders one tile for whatever else changes of one student', async () => {
    const { link, renders } = await wallOf(200);
    const trouble = { reason: 'camera_lost', since: 9_000 } as const;
    link.change({ deltas: [{ attemptId: 's7', trouble }] });
    await nextTick();
    expect(renders.get('WallTile')).toBe(1);
    expect(renders.get('ScoreBadge')).toBeUndefined();
  });

  it('renders as many badges as there are scores in a batch', async () => {
    const { link, renders } = await wallOf(200);
    const deltas = Array.from({ length: 80 }, (_, index) => ({
      attemptId: `s${index}`,
      score: 100 - index,
      level: 'severe' as const,
    }));
    link.change({ deltas });
    await nextTick();
    expect(renders.get('ScoreBadge')).toBe(80);
    expect(renders.get('WallTile')).toBeUndefined();
  });

  it('renders no tile for a still, and one badge for a claim', async () => {
    const { link, renders } = await wallOf(200);
    link.change({
      deltas: [
        { attemptId: 's3', stillAt: 9_500 },
        { attemptId: 's4', claimedScore: 15 },
      ],
    });
    await nextTick();
    expect(renders.get('WallTile')).toBeUndefined();
    expect(renders.get('ScoreBadge')).toBe(1);
  });
});
