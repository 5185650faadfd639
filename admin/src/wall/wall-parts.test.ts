import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { RequestFailure } from '../api/index.ts';
import {
  contradictionFor,
  detectorOffFor,
  FakeLink,
  fakeVideo,
  mountInWall,
  noteFor,
  tileFor,
  violationFor,
  type InWall,
} from '../testing/index.ts';
import IncidentAnnouncer from './IncidentAnnouncer.vue';
import OperatingNotice from './OperatingNotice.vue';
import TileIncident from './TileIncident.vue';
import WallTile from './WallTile.vue';

enableAutoUnmount(afterEach);
afterEach(() => vi.restoreAllMocks());

/** Says something for the server, and waits until the page shows it. */
async function tell(link: FakeLink, how: (tell: FakeLink['tell']) => void): Promise<void> {
  how(link.tell);
  await nextTick();
}

/** The same of a batch. */
async function change(link: FakeLink, changes: Parameters<FakeLink['change']>[0]): Promise<void> {
  link.change(changes);
  await nextTick();
}

describe('the notice of how the server counts', () => {
  const noticeOf = ({ wrapper }: InWall) => wrapper.find('[data-testid="operating-notice"]');

  it('says that counting is paused and since when, then that it catches up, then nothing', async () => {
    const link = new FakeLink();
    // 14:03 in Berlin.
    link.operating = { mode: 'degraded', since: Date.UTC(2026, 10, 20, 13, 3) };
    const wall = await mountInWall(OperatingNotice, {}, link);
    expect(noticeOf(wall).text()).toBe(
      'Counting is paused: the counter has not answered since 14:03. Live scores go on and nothing confirmed is lost.',
    );
    // The region is there before its words are, or screen readers would not hear of them.
    expect(wall.wrapper.find('[role="status"]').exists()).toBe(true);
    await tell(link, ({ operating }) =>
      operating({ mode: 'recovering', since: Date.UTC(2026, 10, 20, 13, 5) }),
    );
    expect(noticeOf(wall).attributes('data-mode')).toBe('recovering');
    expect(noticeOf(wall).text()).toContain('answers again since 14:05 and is catching up');
    await tell(link, ({ operating }) => operating({ mode: 'normal', since: 1 }));
    expect(noticeOf(wall).exists()).toBe(false);
    expect(wall.wrapper.find('[role="status"]').exists()).toBe(true);
  });
});

describe('the announcer', () => {
  it('names each new incident once, and of several the gravest', async () => {
    const link = new FakeLink();
    link.tiles = [tileFor('a', { studentName: 'Ada' }), tileFor('b', { studentName: 'Bo' })];
    const { wrapper, session } = await mountInWall(IncidentAnnouncer, {}, link);
    const now = session.clock.now();
    const said = () => wrapper.get('[data-testid="announcer"]').text();
    const batch = (incidents: ReturnType<typeof violationFor>[]) => change(link, { incidents });
    const face = violationFor('1', { confirmedAt: now });
    await batch([face]);
    expect(said()).toBe('Ada: Second face');
    const turned = violationFor('2', { attemptId: 'b', type: 'head_turned', confirmedAt: now });
    const witness = { state: 'missing', reason: 'busy' } as const;
    await batch([{ ...face, witness }, turned]);
    expect(said()).toBe('Bo: Head turned away');
    await change(link, {
      incidents: [
        violationFor('3', { type: 'head_turned', confirmedAt: now }),
        contradictionFor('4', { attemptId: 'b', recordedAt: now }),
      ],
    });
    expect(said()).toBe('2 new incidents. Bo: Agent and video disagree');
    await change(link, { incidents: [noteFor('5', { capturedAt: now })] });
    expect(said()).toBe('2 new incidents. Bo: Agent and video disagree');
    await change(link, { incidents: [detectorOffFor('6', 1_000, now)] });
    expect(said()).toBe('Ada: Detector switched itself off: Head turned away');
  });
});

describe('a tile', () => {
  const playing = async () => {
    vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
    const link = new FakeLink();
    link.tiles = [tileFor('a', { streaming: true })];
    const consume = () => Promise.resolve(fakeVideo('v'));
    const { wrapper } = await mountInWall(
      WallTile,
      { attemptId: 'a', place: 'grid' },
      link,
      consume,
    );
    await expect.poll(() => wrapper.get('.tile').attributes('data-phase')).toBe('attaching');
    return { link, wrapper };
  };

  it('has no player where there is nothing to play', async () => {
    const link = new FakeLink();
    link.tiles = [tileFor('a')];
    const { wrapper } = await mountInWall(WallTile, { attemptId: 'a', place: 'grid' }, link);
    expect(wrapper.get('.tile').attributes('data-phase')).toBe('stopped');
    expect(wrapper.find('video').exists()).toBe(false);
  });

  it('asks for the large picture while it has the focus', async () => {
    const { link, wrapper } = await playing();
    const name = wrapper.get<HTMLElement>('.tile-open').element;
    name.focus();
    await expect.poll(() => link.asked.at(-1)).toBe('prefer a 1');
    name.blur();
    await expect.poll(() => link.asked.at(-1)).toBe('prefer a 0');
  });

  it('opens the student wherever it is clicked, on what it points out as well', async () => {
    const { link, wrapper } = await playing();
    const watcher = { connectionId: 'there', staffId: 'staff-2', name: 'Ana', attemptId: 'a' };
    await tell(link, ({ watchers }) => watchers([...link.watchers, watcher]));
    await wrapper.get('[data-testid="tile-marks"]').trigger('click');
    expect(wrapper.findComponent(WallTile).emitted('open')).toHaveLength(1);
    // Over the picture: the name has the row below to itself.
    expect(wrapper.get('.aspect-video').find('[data-testid="tile-marks"]').exists()).toBe(true);
  });
});

describe("a tile's latest incident", () => {
  it.each([
    ['agent_contradicted', 'Agent and video disagree', 'text-severe'],
    ['page_hidden', 'Quiz page hidden', 'text-likely'],
    ['multiple_faces', 'Second face', 'text-severe'],
  ] as const)('of type %s reads %j', async (type, label, colour) => {
    const link = new FakeLink();
    const { clock } = (await mountInWall(OperatingNotice, {}, link)).session;
    const incident = { id: '1', type, capturedAt: clock.now() };
    const { wrapper } = await mountInWall(TileIncident, { incident, clock });
    expect(wrapper.get('[data-testid="tile-incident"]').text()).toBe(label);
    expect(wrapper.get('svg').classes()).toContain(colour);
  });

  it('pulses for one that arrives, and not for an earlier one that is the last again', async () => {
    const link = new FakeLink();
    link.tiles = [tileFor('a')];
    const { wrapper, session } = await mountInWall(
      WallTile,
      { attemptId: 'a', place: 'grid' },
      link,
    );
    const now = session.clock.now();
    const lastIs = (id: string, capturedAt: number, incidents = 1) => {
      const lastIncident = { id, type: 'head_turned', capturedAt } as const;
      return change(link, { deltas: [{ attemptId: 'a', lastIncident, incidents }] });
    };
    const tile = () => wrapper.get('[data-testid="tile"]');
    await lastIs('first', now - 2_000);
    await lastIs('second', now - 1_000);
    expect(tile().classes()).toContain('tile-pulse');
    expect(wrapper.get('[data-testid="tile-incident"]').attributes('data-incident')).toBe('second');
    await tile().trigger('animationend');
    expect(tile().classes()).not.toContain('tile-pulse');
    // The same one again, with something else of the tile that changed.
    await lastIs('second', now - 1_000, 2);
    expect(tile().classes()).not.toContain('tile-pulse');
    await lastIs('first', now - 2_000);
    expect(tile().classes()).not.toContain('tile-pulse');
    expect(wrapper.find('[data-testid="tile-incident"]').exists()).toBe(false);
  });

  it('is no note, and no detector that switched itself off: the tile stays as it is', async () => {
    const link = new FakeLink();
    link.tiles = [tileFor('a', { streaming: true })];
    const { wrapper } = await mountInWall(WallTile, { attemptId: 'a', place: 'grid' }, link);
    const before = wrapper.html();
    await change(link, {
      incidents: [noteFor('note'), detectorOffFor('off', 1_000, 9_000)],
    });
    expect(wrapper.html()).toBe(before);
  });
});

describe("a tile's still", () => {
  async function tileWith(changes: Parameters<typeof tileFor>[1]) {
    const link = new FakeLink();
    link.tiles = [tileFor('a', changes)];
    const { wrapper, session } = await mountInWall(
      WallTile,
      { attemptId: 'a', place: 'grid' },
      link,
    );
    const still = () => wrapper.find<HTMLImageElement>('[data-testid="student-still"]');
    const age = () => wrapper.find('[data-testid="still-age"]');
    const delta = (changes: object) => change(link, { deltas: [{ attemptId: 'a', ...changes }] });
    return { wrapper, session, still, age, delta };
  }

  it('stands in for a video that is not there yet, with its age once it is loaded', async () => {
    const { still, age, wrapper } = await tileWith({ streaming: true, stillAt: 4_000 });
    expect(still().attributes('src')).toBe('/api/attempts/a/still?at=4000');
    expect(still().classes()).toContain('invisible');
    expect(age().exists()).toBe(false);
    await still().trigger('load');
    expect(still().classes()).not.toContain('invisible');
    // The fake server's clock stands at ten seconds.
    expect(age().text()).toMatch(/^Still picture, [6-9] s ago$/);
    const notice = () => wrapper.find('[data-testid="tile-notice"]');
    await expect.poll(() => notice().exists() && notice().attributes('data-kind')).toBe('loading');
  });

  it('gives way to the live video once that has painted, and not before', async () => {
    vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
    const link = new FakeLink();
    link.tiles = [tileFor('a', { streaming: true, stillAt: 4_000 })];
    const { wrapper } = await mountInWall(WallTile, { attemptId: 'a', place: 'grid' }, link, () =>
      Promise.resolve(fakeVideo('v')),
    );
    const tile = wrapper.get('[data-testid="tile"]');
    await expect.poll(() => tile.attributes('data-phase')).toBe('attaching');
    expect(wrapper.find('[data-testid="student-still"]').exists()).toBe(true);
    const video = wrapper.get<HTMLVideoElement>('video');
    for (const [name, value] of [
      ['paused', false],
      ['videoWidth', 320],
      ['currentTime', 0.1],
    ] as const) {
      Object.defineProperty(video.element, name, { value });
    }
    await video.trigger('playing');
    await expect.poll(() => tile.attributes('data-phase')).toBe('playing');
    expect(wrapper.find('[data-testid="student-still"]').exists()).toBe(false);
    expect(video.classes()).not.toContain('invisible');
  });

  it('leaves room for asking again for a video that does not come', async () => {
    const link = new FakeLink();
    link.tiles = [tileFor('a', { streaming: true, stillAt: 4_000 })];
    const consume = vi.fn(() => Promise.reject(RequestFailure.because('stream_timeout')));
    const { wrapper } = await mountInWall(
      WallTile,
      { attemptId: 'a', place: 'grid' },
      link,
      consume,
    );
    await wrapper.get('[data-testid="student-still"]').trigger('load');
    const retry = () => wrapper.find<HTMLElement>('[data-testid="retry-video"]');
    await expect.poll(() => retry().exists(), { timeout: 4_000 }).toBe(true);
    expect(retry().text()).toBe('Try again');
    const before = consume.mock.calls.length;
    retry().element.focus();
    await retry().trigger('click');
    expect(consume.mock.calls.length).toBe(before + 1);
    expect(wrapper.get('[data-testid="tile-notice"]').attributes('data-kind')).toBe('loading');
    // The button is gone; the focus is still on the tile.
    expect(retry().exists()).toBe(false);
    expect(document.activeElement).toBe(wrapper.get('.tile-open').element);
  });

  it('is followed by the next one, whose age counts only once it has arrived', async () => {
    const { still, age, delta } = await tileWith({ stillAt: 1_000 });
    await still().trigger('load');
    await delta({ stillAt: 9_000 });
    expect(still().attributes('src')).toContain('at=9000');
    expect(age().text()).toMatch(/ (9|1\d) s ago$/);
    await still().trigger('load');
    expect(age().text()).toMatch(/ [1-8] s ago$/);
  });

  it('goes away where it cannot be loaded, and comes back with the next', async () => {
    const { still, age, delta } = await tileWith({ stillAt: 1_000 });
    await still().trigger('error');
    expect(still().exists()).toBe(false);
    expect(age().exists()).toBe(false);
    await delta({ stillAt: 9_000 });
    expect(still().attributes('src')).toContain('at=9000');
  });

  it.each(['invited', 'reconnecting', 'left', 'submitted', 'ended'] as const)(
    'is never shown of a student who is %s',
    async (state) => {
      const { still } = await tileWith({ state, stillAt: 4_000 });
      expect(still().exists()).toBe(false);
    },
  );

  it('goes away with the student', async () => {
    const { still, age, delta } = await tileWith({ stillAt: 4_000 });
    await still().trigger('load');
    await delta({ state: 'left' });
    expect(still().exists()).toBe(false);
    expect(age().exists()).toBe(false);
  });

  it('is not asked for where there is none', async () => {
    const { still } = await tileWith({ streaming: true });
    expect(still().exists()).toBe(false);
  });

  it('leaves room for why there is no video', async () => {
    const { still, wrapper } = await tileWith({
      stillAt: 4_000,
      trouble: { reason: 'camera_lost', since: 5_000 },
    });
    await still().trigger('load');
    const notice = wrapper.get('[data-testid="tile-notice"]');
    expect(notice.text()).toContain('Camera unplugged');
    expect(notice.classes()).toContain('bg-raised');
  });
});
