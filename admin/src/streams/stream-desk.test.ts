import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config, type StreamConfig } from '../config.ts';
import { RequestFailure } from '../api/index.ts';
import type { ReceivedVideo, VideoSink } from '../media/index.ts';
import { fakeVideo } from '../testing/index.ts';
import { StreamDesk, type VideoReceiver } from './stream-desk.ts';
import type { Cause } from './tile-stream.ts';

const noVideo: Cause = () => 'No video from the student';

/** A wall of students who all send video, and a page that paints at once. */
function deskIn(limits: Partial<StreamConfig> = {}) {
  const calls: string[] = [];
  const note = (call: string): Promise<void> => {
    calls.push(call);
    return Promise.resolve();
  };
  const world = {
    away: new Set<string>(),
    scores: new Map<string, number>(),
    frames: 0,
    paints: true,
    /** Videos that the server holds, by student, and which of them flow. */
    consumers: new Map<string, ReceivedVideo>(),
    flowing: new Set<string>(),
    most: { consumers: 0, flowing: 0 },
  };
  let made = 0;
  const tally = (): void => {
    world.most.consumers = Math.max(world.most.consumers, world.consumers.size);
    world.most.flowing = Math.max(world.most.flowing, world.flowing.size);
  };
  const close = (attemptId: string): void => {
    world.consumers.delete(attemptId);
    world.flowing.delete(attemptId);
  };
  const desk = new StreamDesk({
    link: {
      resume(attemptId) {
        if (!world.consumers.has(attemptId)) {
          return Promise.reject(RequestFailure.because('consumer_unknown'));
        }
        world.flowing.add(attemptId);
        tally();
        return note(`resume ${attemptId}`);
      },
      pause(attemptId) {
        world.flowing.delete(attemptId);
        return note(`pause ${attemptId}`);
      },
      release(attemptId) {
        close(attemptId);
        return note(`release ${attemptId}`);
      },
      preferLayer: (attemptId, layer) => note(`prefer ${attemptId} ${layer}`),
    },
    obstacle: (attemptId) => (world.away.has(attemptId) ? noVideo : null),
    score: (attemptId) => world.scores.get(attemptId) ?? 0,
    canPaint: () => true,
    limits: { ...config.stream, ...limits },
  });
  const receiver = (): VideoReceiver => ({
    figures: { outlets: [], closedConsumers: 0, recycled: 0 },
    consume(attemptId) {
      made += 1;
      const video = fakeVideo(`${attemptId} ${made}`);
      world.consumers.set(attemptId, video);
      tally();
      return Promise.resolve(video);
    },
  });
  const sink = (): VideoSink => ({
    attach: () => (world.paints ? Promise.resolve() : new Promise(() => {})),
    detach: () => {},
    frames: () => world.frames,
  });
  desk.useReceiver(receiver());
  return { desk, world, calls, sink, receiver };
}

const students = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `s${String(index).padStart(3, '0')}`);
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

describe('the desk of streams', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('plays a tile as soon as it is opened, before the grid has said anything', async () => {
    const { desk, sink, calls } = deskIn();
    const handle = desk.open('a', sink(), 'grid');
    expect(handle.state.value.phase).toBe('idle');
    await pass(10);
    expect(handle.state.value).toMatchObject({ phase: 'playing', standing: 'live' });
    expect(calls).toEqual(['resume a']);
    desk.dispose();
  });

  it('plays what is in the viewport; the rest of what is mounted rests', async () => {
    const { desk, sink, world } = deskIn();
    const order = students(100);
    const handles = new Map(order.map((id) => [id, desk.open(id, sink(), 'grid')]));
    desk.arrange({ visible: order.slice(0, 5), order });
    await pass(500);
    expect(handles.get('s004')?.state.value.phase).toBe('playing');
    expect(handles.get('s005')?.state.value).toMatchObject({ phase: 'idle', standing: 'warm' });
    expect(handles.get('s017')?.state.value).toMatchObject({ phase: 'idle', standing: 'cold' });
    expect(world.flowing.size).toBe(5);
    expect(world.consumers.size).toBe(5 + 12);
    desk.dispose();
  });

  it('keeps within the budget while the wall is scrolled up and down', async () => {
    const { desk, sink, world } = deskIn();
    const order = students(300);
    for (const id of order.slice(0, 8)) desk.open(id, sink(), 'worst');
    desk.open('s150', sink(), 'panel');
    for (let from = 0; from < 250; from += 10) {
      const visible = order.slice(from, from + 40);
      const handles = visible.map((id) => desk.open(id, sink(), 'grid'));
      desk.arrange({ visible, order });
      await pass(from % 3 === 0 ? 200 : 30);
      for (const handle of handles) handle.close();
    }
    await pass(1_000);
    expect(world.most.flowing).toBe(24);
    expect(world.most.consumers).toBe(48);
    expect(world.flowing.has('s150')).toBe(true);
    desk.dispose();
  });

  it('closes a video after its grace, and not before', async () => {
    const { desk, sink, world } = deskIn();
    const order = students(100);
    desk.open('s000', sink(), 'grid');
    desk.arrange({ visible: ['s000'], order: ['s000'] });
    await pass(500);
    desk.arrange({ visible: ['s050'], order });
    await pass(45_000);
    expect(world.consumers.has('s000')).toBe(true);
    await pass(200);
    expect(world.consumers.has('s000')).toBe(false);
    desk.dispose();
  });

  it('gives the strip, the grid and the panel one video, large while the panel is open', async () => {
    const { desk, sink, calls, world } = deskIn();
    const strip = desk.open('a', sink(), 'worst');
    const grid = desk.open('a', sink(), 'grid');
    await pass(10);
    expect(strip.state.value.stream).toBe(grid.state.value.stream);
    const panel = desk.open('a', sink(), 'panel');
    await pass(10);
    expect(panel.state.value.phase).toBe('playing');
    expect(world.consumers.size).toBe(1);
    panel.close();
    panel.close();
    await pass(500);
    expect(calls).toEqual(['resume a', 'prefer a 1', 'prefer a 0']);
    desk.dispose();
  });

  it('brings the large picture to the place that has the focus, until that is gone', async () => {
    const { desk, sink, calls } = deskIn();
    desk.open('a', sink(), 'worst');
    const grid = desk.open('a', sink(), 'grid');
    await pass(10);
    grid.focus(true);
    await pass(500);
    expect(calls.at(-1)).toBe('prefer a 1');
    grid.focus(false);
    await pass(500);
    expect(calls.at(-1)).toBe('prefer a 0');
    grid.focus(true);
    await pass(500);
    grid.close();
    await pass(500);
    expect(calls.slice(-2)).toEqual(['prefer a 1', 'prefer a 0']);
    desk.dispose();
  });

  it('asks for no video of a tile that is scrolled past', async () => {
    const { desk, sink, world } = deskIn();
    const order = students(300);
    desk.open('s000', sink(), 'grid');
    desk.arrange({ visible: ['s000'], order });
    await pass(500);
    for (let at = 100; at < 106; at += 1) {
      const passed = desk.open(`s${at}`, sink(), 'grid');
      desk.arrange({ visible: [`s${at}`], order });
      await pass(16);
      passed.close();
    }
    desk.arrange({ visible: ['s000'], order });
    await pass(500);
    expect([...world.consumers.keys()].filter((id) => id >= 's100')).toEqual([]);
    desk.dispose();
  });

  it('says at once why there is no video, and brings it when it comes', async () => {
    const { desk, sink, world } = deskIn();
    world.away.add('a');
    const { state } = desk.open('a', sink(), 'grid');
    expect(state.value).toMatchObject({ phase: 'stopped', reason: 'No video from the student' });
    world.away.delete('a');
    desk.refresh('a');
    await pass(10);
    expect(state.value.phase).toBe('playing');
    world.away.add('a');
    desk.refresh('a');
    expect(state.value.phase).toBe('stopped');
    await pass(10);
    expect(world.consumers.size).toBe(0);
    desk.dispose();
  });

  it('survives three hundred students who vanish at once', async () => {
    const { desk, sink, world, calls } = deskIn();
    const order = students(300);
    const handles = order.slice(0, 40).map((id) => desk.open(id, sink(), 'grid'));
    desk.arrange({ visible: order.slice(0, 40), order });
    await pass(1_000);
    for (const id of order) world.away.add(id);
    for (const id of order) desk.refresh(id);
    await pass(10);
    expect(handles.every(({ state }) => state.value.phase === 'stopped')).toBe(true);
    expect(world.consumers.size).toBe(0);
    world.away.clear();
    for (const id of order) desk.refresh(id);
    await pass(1_000);
    expect(world.flowing.size).toBe(24);
    expect(calls.filter((call) => call.startsWith('release'))).toHaveLength(48);
    desk.dispose();
  });

  it('lets everything go with the connection, and brings it back, the worst first', async () => {
    const { desk, sink, world, receiver, calls } = deskIn({ parallelConsumes: 1 });
    const order = students(30);
    world.scores.set('s020', 90);
    const handles = order.map((id) => desk.open(id, sink(), 'grid'));
    desk.open('s025', sink(), 'worst');
    desk.open('s029', sink(), 'panel');
    await pass(1_000);
    desk.useReceiver(null);
    expect(handles[0]?.state.value).toMatchObject({
      phase: 'stopped',
      reason: 'Waiting for the server',
      stream: null,
    });
    calls.length = 0;
    desk.useReceiver(receiver());
    await pass(1_000);
    expect(calls.filter((call) => call.startsWith('resume')).slice(0, 4)).toEqual([
      'resume s029',
      'resume s025',
      'resume s020',
      'resume s000',
    ]);
    desk.dispose();
  });

  it('fetches a video that broke off anew, in every place that showed it', async () => {
    const { desk, sink, world } = deskIn();
    const strip = desk.open('a', sink(), 'worst');
    const grid = desk.open('a', sink(), 'grid');
    const other = desk.open('b', sink(), 'grid');
    await pass(10);
    const before = other.state.value;
    const video = world.consumers.get('a');
    desk.handleLost([video?.consumerId ?? '']);
    expect(strip.state.value.phase).toBe('idle');
    expect(grid.state.value.phase).toBe('idle');
    await pass(500);
    expect(strip.state.value.phase).toBe('playing');
    expect(grid.state.value.stream).toBe(strip.state.value.stream);
    expect(world.consumers.get('a')).not.toBe(video);
    expect(other.state.value).toBe(before);
    desk.dispose();
  });

  it('replaces a video that stands still', async () => {
    const { desk, sink, world } = deskIn();
    const handle = desk.open('a', sink(), 'grid');
    const twin = desk.open('a', sink(), 'panel');
    await pass(10);
    const video = world.consumers.get('a');
    await pass(7_000);
    expect(world.consumers.get('a')).not.toBe(video);
    expect(handle.state.value.phase).toBe('playing');
    expect(twin.state.value.phase).toBe('playing');
    expect(twin.state.value.stream).toBe(handle.state.value.stream);
    desk.dispose();
  });

  it('does not take away from one place what does not start in another', async () => {
    const { desk, sink, world } = deskIn();
    const grid = desk.open('a', sink(), 'grid');
    await pass(10);
    const video = world.consumers.get('a');
    const panel = desk.open('a', { ...sink(), attach: () => new Promise(() => {}) }, 'panel');
    for (let second = 0; second < 25; second += 1) {
      world.frames += 15;
      await pass(1_000);
    }
    expect(panel.state.value).toMatchObject({ phase: 'stopped', canRetry: true });
    expect(grid.state.value.phase).toBe('playing');
    expect(world.consumers.get('a')).toBe(video);
    desk.dispose();
  });

  it('lets scores decide again where not everybody fits', async () => {
    const { desk, sink, world } = deskIn({ live: 2 });
    for (const id of students(4)) desk.open(id, sink(), 'grid');
    await pass(100);
    expect([...world.flowing]).toEqual(['s000', 's001']);
    world.scores.set('s003', 60);
    await pass(1_100);
    expect(world.flowing.has('s003')).toBe(true);
    expect(world.flowing.size).toBe(2);
    expect(desk.diagnostics.value.crowded).toBe(true);
    desk.dispose();
  });

  it('shows its figures', async () => {
    const { desk, sink } = deskIn();
    const order = students(20);
    for (const id of order) desk.open(id, sink(), 'grid');
    desk.arrange({ visible: order.slice(0, 3), order });
    desk.noteBatch({ sequence: 7, delayMs: 12 });
    await pass(1_000);
    expect(desk.diagnostics.value).toMatchObject({
      budget: { live: 24, consumers: 48 },
      live: 3,
      warm: 12,
      consumers: 15,
      crowded: false,
      firstFrames: { count: 3 },
      batch: { sequence: 7, delayMs: 12 },
    });
    expect(desk.takeReport()?.changes).toContainEqual({
      from: 'attaching',
      event: 'frame_painted',
      count: 3,
    });
    desk.dispose();
  });
});
