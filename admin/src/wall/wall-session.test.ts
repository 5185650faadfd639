import type { Action } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { onSignedOut, RequestFailure } from '../api/index.ts';
import { config } from '../config.ts';
import type { VideoSink } from '../media/index.ts';
import { FakeLink, fakeReceiver, fakeVideo, tileFor, violationFor } from '../testing/index.ts';
import { useWallSession, type WallSession } from './wall-session.ts';

/** A place that paints at once. */
const sink: VideoSink = { attach: () => Promise.resolve(), detach: () => {}, frames: () => null };

function actionFor(id: string, { attemptId }: Pick<Action, 'attemptId'>): Action {
  return {
    id,
    examId: 'exam-1',
    attemptId,
    at: 1_000 + Number(id),
    by: { kind: 'staff', staffId: 'staff-2', name: 'Ana' },
    content: { kind: 'message', text: 'Please sit down.' },
    progress: { state: 'sent' },
  };
}

describe('a wall', () => {
  let link: FakeLink;
  let scope: EffectScope;
  let session: WallSession;
  let openReceivers = 0;
  let receivers = 0;
  let closedTransports: string[] = [];

  beforeEach(() => {
    openReceivers = 0;
    receivers = 0;
    closedTransports = [];
    link = new FakeLink();
    link.tiles = [tileFor('a'), tileFor('b')];
    scope = effectScope();
    const started = scope.run(() =>
      useWallSession('exam-1', {
        openLink: link.open,
        openReceiver: () => {
          openReceivers += 1;
          receivers += 1;
          return fakeReceiver({
            consume: (attemptId) => Promise.resolve(fakeVideo(`video of ${attemptId}`)),
            handleTransportClosed: (transportId) => closedTransports.push(transportId),
            close: () => {
              openReceivers -= 1;
            },
          });
        },
      }),
    );
    if (started === undefined) throw new Error('The scope did not run.');
    session = started;
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });

  const live = async () => {
    link.tell.connected();
    await expect.poll(() => session.phase.value).toBe('live');
  };
  const watches = (): number => link.asked.filter((call) => call.startsWith('watch')).length;

  it('connects, watches and shows the snapshot', async () => {
    expect(session.phase.value).toBe('connecting');
    await live();
    expect(link.asked).toEqual(['watch exam-1']);
    expect(session.exam.value?.title).toBe('Physics I');
    expect([...session.tiles.all()].map(({ attemptId }) => attemptId)).toEqual(['a', 'b']);
  });

  it('asks once for a snapshot when a batch is missing, and leaves the videos alone', async () => {
    await live();
    link.tiles = [tileFor('a', { incidents: 4 }), tileFor('b')];
    link.sequence = 4;
    const deltas = [{ attemptId: 'a', incidents: 1 }];
    link.change({ deltas });
    expect(session.phase.value).toBe('catching_up');
    // On its way before the snapshot: it is part of that.
    link.tell.batch({ after: 3, sequence: 4, deltas, incidents: [], actions: [] });
    await expect.poll(() => session.phase.value).toBe('live');
    expect(link.asked).toEqual(['watch exam-1', 'snapshot']);
    expect(session.tiles.view('a')?.value.incidents).toBe(4);
    expect(receivers).toBe(1);
    link.change({ deltas });
    expect(session.tiles.view('a')?.value.incidents).toBe(1);
  });

  it('loses no batch that comes right behind the answer to its question', async () => {
    link.tell.connected();
    // Read from the same packet as the answer, which is taken up a moment later.
    link.change({ deltas: [{ attemptId: 'a', incidents: 7 }] });
    await expect.poll(() => session.phase.value).toBe('live');
    expect(session.tiles.view('a')?.value.incidents).toBe(7);
    link.tell.unreadableBatch();
    link.change({ deltas: [{ attemptId: 'a', incidents: 8 }] });
    await expect.poll(() => session.phase.value).toBe('live');
    expect(session.tiles.view('a')?.value.incidents).toBe(8);
    expect(link.asked).toEqual(['watch exam-1', 'snapshot']);
  });

  it('asks for a snapshot when a batch cannot be read', async () => {
    await live();
    link.tell.unreadableBatch();
    await expect.poll(() => link.asked.at(-1)).toBe('snapshot');
  });

  it('watches anew where the server does not know the watch any more', async () => {
    await live();
    link.refusal = RequestFailure.because('not_joined');
    link.tell.unreadableBatch();
    await expect.poll(() => session.lostSince.value).not.toBeNull();
    link.refusal = null;
    await expect.poll(() => session.phase.value, { timeout: 4_000 }).toBe('live');
    expect(watches()).toBe(2);
    expect(openReceivers).toBe(1);
  });

  it('says since when it is cut off, and watches again when it is back', async () => {
    await live();
    link.tell.disconnected();
    const since = session.lostSince.value;
    expect(since).toEqual(expect.any(Number));
    expect(session.phase.value).toBe('lost');
    link.tell.disconnected();
    expect(session.lostSince.value).toBe(since);
    expect(openReceivers).toBe(0);
    await live();
    expect(session.lostSince.value).toBeNull();
    expect(receivers).toBe(2);
    expect(openReceivers).toBe(1);
  });

  it('takes no answer to a question of the connection before for one of this', async () => {
    const first = Promise.withResolvers<never>();
    vi.spyOn(link, 'watch').mockReturnValueOnce(first.promise);
    link.tell.connected();
    link.tell.disconnected();
    await live();
    first.reject(RequestFailure.because('unknown_exam'));
    await Promise.resolve();
    expect(session.phase.value).toBe('live');
  });

  it('leaves it to the receiver when the server closes one of its connections', async () => {
    await live();
    link.tell.mediaClosed({ transportId: 't1' });
    expect(closedTransports).toEqual(['t1']);
    expect(watches()).toBe(1);
    expect(openReceivers).toBe(1);
  });

  it('outlives a restart of the server: nothing is left over, and the videos come back', async () => {
    link.tiles = [tileFor('a', { streaming: true, stillAt: 9_000 })];
    await live();
    const { state } = session.streams.open('a', sink, 'grid');
    await expect.poll(() => state.value.phase).toBe('playing');
    link.tell.disconnected();
    expect(state.value).toMatchObject({ phase: 'stopped', reason: 'Waiting for the server' });
    // What was known of everybody stays on the screen meanwhile, the still among it.
    expect(session.tiles.still('a').value).toBe(9_000);
    link.sequence = 0;
    await live();
    await expect.poll(() => state.value.phase).toBe('playing');
    expect(watches()).toBe(2);
    link.change({ deltas: [{ attemptId: 'a', incidents: 2 }] });
    expect(session.tiles.view('a')?.value.incidents).toBe(2);
  });

  it('asks again for a snapshot that the server could not give, and says that it is cut off', async () => {
    link.refusal = RequestFailure.because('storage_unavailable');
    link.tell.connected();
    await expect.poll(() => session.lostSince.value).not.toBeNull();
    expect(session.phase.value).toBe('catching_up');
    link.refusal = null;
    await expect.poll(() => session.phase.value, { timeout: 4_000 }).toBe('live');
    expect(session.lostSince.value).toBeNull();
  });

  it('says that the session has ended where the server says so', async () => {
    const signedOut = vi.fn();
    const stop = onSignedOut(signedOut);
    await live();
    link.tell.refused(RequestFailure.because('not_signed_in'));
    expect(session.phase.value).toBe('refused');
    expect(signedOut).toHaveBeenCalledOnce();
    expect(openReceivers).toBe(0);
    expect(link.asked.at(-1)).toBe('close');
    // The server disconnects as well: it is not tried again.
    link.tell.disconnected();
    expect(session.phase.value).toBe('refused');
    stop();
  });

  it('shows why it is refused and can be tried again', async () => {
    link.refusal = RequestFailure.because('unknown_exam');
    link.tell.connected();
    await expect.poll(() => session.phase.value).toBe('refused');
    expect(session.failure.value?.reason).toBe('unknown_exam');
    // Closing the link afterwards is not a lost connection.
    link.tell.disconnected();
    expect(session.lostSince.value).toBeNull();
    link.refusal = null;
    session.retry();
    expect(session.failure.value).toBeNull();
    await live();
  });

  it('passes incidents on for as long as somebody listens', async () => {
    await live();
    const heard = vi.fn();
    const stop = session.onIncidents(heard);
    const incidents = [violationFor('1')];
    link.change({ incidents });
    stop();
    link.change({ incidents });
    expect(heard).toHaveBeenCalledExactlyOnceWith(incidents);
  });

  it('starts and stops a video with what the student sends', async () => {
    await live();
    const { state } = session.streams.open('a', sink, 'grid');
    expect(state.value).toMatchObject({ phase: 'stopped', canRetry: false });
    link.change({ deltas: [{ attemptId: 'a', streaming: true }] });
    await expect.poll(() => state.value.phase).toBe('playing');
    link.change({ deltas: [{ attemptId: 'a', streaming: false }] });
    expect(state.value.phase).toBe('stopped');
    await expect.poll(() => link.asked).toContain('release a');
  });

  it('does not ask for the picture of a camera that is unplugged, until it is back', async () => {
    link.tiles = [tileFor('a', { streaming: true })];
    await live();
    const { state } = session.streams.open('a', sink, 'grid');
    const trouble = { reason: 'camera_lost', since: 5_000 } as const;
    link.change({ deltas: [{ attemptId: 'a', trouble }] });
    expect(state.value).toMatchObject({ phase: 'stopped', reason: 'Camera unplugged' });
    link.change({ deltas: [{ attemptId: 'a', trouble: null }] });
    await expect.poll(() => state.value.phase).toBe('playing');
    const webgl = { reason: 'analysis_no_webgl', since: 6_000 } as const;
    link.change({ deltas: [{ attemptId: 'a', trouble: webgl }] });
    expect(state.value.phase).toBe('playing');
  });

  it('takes three hundred students who vanish at once, and those who come back', async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `s${index}`);
    link.tiles = ids.map((id) => tileFor(id, { streaming: true }));
    await live();
    const handles = ids.slice(0, 30).map((id) => session.streams.open(id, sink, 'grid'));
    await expect
      .poll(() => handles.filter(({ state }) => state.value.phase === 'playing').length)
      .toBe(config.stream.live);
    link.change({
      deltas: ids.map((id) => ({ attemptId: id, streaming: false, state: 'reconnecting' })),
    });
    expect(handles.every(({ state }) => state.value.phase === 'stopped')).toBe(true);
    // Those whom the next snapshot does not name are gone altogether.
    link.tiles = [];
    link.tell.unreadableBatch();
    await expect.poll(() => session.tiles.summary.value.invited).toBe(0);
    expect(handles.every(({ state }) => state.value.phase === 'stopped')).toBe(true);
    link.tiles = ids.map((id) => tileFor(id, { streaming: true }));
    link.tell.unreadableBatch();
    await expect
      .poll(() => handles.filter(({ state }) => state.value.phase === 'playing').length)
      .toBe(config.stream.live);
  });

  it('keeps what is done about students, and who watches whom', async () => {
    const other = { connectionId: 'there', staffId: 'staff-2', name: 'Ana', attemptId: null };
    link.watchers = [...link.watchers, other];
    const sent = actionFor('1', { attemptId: 'a' });
    link.actions = [sent];
    await live();
    expect(session.actions.of('a').value).toEqual([sent]);
    expect(session.presence.others.value).toEqual([other]);
    const newer = actionFor('2', { attemptId: 'b' });
    link.change({ actions: [newer] });
    expect(session.actions.open.value).toHaveLength(2);
    link.tell.watchers([{ ...other, attemptId: 'a' }]);
    expect(session.presence.on('a').value).toHaveLength(1);
  });

  it('shows the exam as it is set up from now on, and keeps everything else', async () => {
    await live();
    const { value } = session.exam;
    if (value === null) throw new Error('it is watched');
    link.tell.exam({ ...value, title: 'Physics II', closesAt: value.closesAt + 1 });
    expect(session.exam.value).toEqual({
      ...{ ...value, title: 'Physics II', closesAt: value.closesAt + 1 },
    });
    expect(session.phase.value).toBe('live');
  });

  it('tells which student is open here, again after a disconnection', async () => {
    session.openStudent('a');
    await live();
    expect(link.asked.at(-1)).toBe('open a');
    session.openStudent('a');
    session.openStudent('b');
    link.tell.disconnected();
    await live();
    session.openStudent(null);
    expect(link.asked.filter((call) => call.startsWith('open'))).toEqual([
      'open a',
      'open b',
      'open b',
      'open nobody',
    ]);
  });

  it('tells the server how the videos fared, and again what it did not hear', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    scope.stop();
    scope = effectScope();
    const started = scope.run(() =>
      useWallSession('exam-1', {
        openLink: link.open,
        openReceiver: () =>
          fakeReceiver({ consume: (attemptId) => Promise.resolve(fakeVideo(attemptId)) }),
      }),
    );
    if (started === undefined) throw new Error('The scope did not run.');
    session = started;
    link.tiles = [tileFor('a', { streaming: true })];
    link.tell.connected();
    await vi.advanceTimersByTimeAsync(10);
    session.streams.open('a', sink, 'grid');
    const report = vi.spyOn(link, 'reportPhases');
    report.mockRejectedValueOnce(RequestFailure.because('no_answer'));
    await vi.advanceTimersByTimeAsync(config.stream.reportIntervalMs);
    await vi.advanceTimersByTimeAsync(config.stream.reportIntervalMs);
    await vi.advanceTimersByTimeAsync(config.stream.reportIntervalMs);
    const [first, second, ...more] = report.mock.calls.map(([told]) => told);
    expect(first?.changes).toContainEqual({ from: 'attaching', event: 'frame_painted', count: 1 });
    expect(first?.firstFrameMs).toHaveLength(1);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
  });

  it('knows how the server counts, from the snapshot on', async () => {
    link.operating = { mode: 'degraded', since: 3_000 };
    expect(session.operating.value).toBeNull();
    await live();
    expect(session.operating.value).toEqual({ mode: 'degraded', since: 3_000 });
    link.tell.operating({ mode: 'recovering', since: 4_000 });
    expect(session.operating.value).toEqual({ mode: 'recovering', since: 4_000 });
    // Another process may answer after a reconnection; its word counts, however long it has held.
    link.operating = { mode: 'normal', since: 1_000 };
    link.tell.disconnected();
    await live();
    expect(session.operating.value).toEqual({ mode: 'normal', since: 1_000 });
  });

  it('keeps the time of the server on a machine whose clock is an hour off', async () => {
    link.serverTime = Date.now() - 3_600_000;
    await live();
    expect(Math.abs(session.clock.now() - link.serverTime)).toBeLessThan(2_000);
    link.tell.disconnected();
    expect(Math.abs((session.lostSince.value ?? 0) - link.serverTime)).toBeLessThan(2_000);
    await live();
    // Somebody sets it right in the middle of the exam.
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    expect(Math.abs(session.clock.now() - link.serverTime)).toBeLessThan(2_000);
    vi.restoreAllMocks();
  });

  it('knows the newest batch, and how long it was on its way', async () => {
    await live();
    const now = session.clock.now();
    const trace = {
      capturedAt: now - 90,
      analysedAt: now - 80,
      sentAt: now - 70,
      receivedAt: now - 60,
      decidedAt: now - 55,
      emittedAt: now - 50,
    };
    const noted = vi.spyOn(session.streams, 'noteBatch');
    link.change({ deltas: [{ attemptId: 'a', score: 5, trace }] });
    link.change({ deltas: [{ attemptId: 'b', score: 5 }] });
    const [first, second] = noted.mock.calls.map(([batch]) => batch);
    expect(first?.sequence).toBe(1);
    expect(first?.delayMs).toBeGreaterThanOrEqual(50);
    expect(second).toEqual({ sequence: 2, delayMs: null });
  });

  it('closes what it opened', async () => {
    await live();
    scope.stop();
    expect(openReceivers).toBe(0);
    expect(link.asked.at(-1)).toBe('close');
  });
});
