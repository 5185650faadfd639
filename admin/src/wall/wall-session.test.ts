import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { onSignedOut, RequestFailure } from '../api/index.ts';
import { FakeLink, tileFor, violationFor } from '../testing/index.ts';
import { useWallSession, type WallSession } from './wall-session.ts';

describe('a wall', () => {
  let link: FakeLink;
  let scope: EffectScope;
  let session: WallSession;
  let openReceivers = 0;
  let receivers = 0;

  beforeEach(() => {
    openReceivers = 0;
    receivers = 0;
    link = new FakeLink();
    link.tiles = [tileFor('a'), tileFor('b')];
    scope = effectScope();
    const started = scope.run(() =>
      useWallSession('exam-1', {
        openLink: link.open,
        openReceiver: () => {
          openReceivers += 1;
          receivers += 1;
          const number = receivers;
          return {
            connected: true,
            consume: () => new Promise(() => {}),
            uses: (transportId) => Promise.resolve(transportId === `transport-${number}`),
            close: () => {
              openReceivers -= 1;
            },
          };
        },
      }),
    );
    if (started === undefined) throw new Error('The scope did not run.');
    session = started;
  });
  afterEach(() => scope.stop());

  const live = async () => {
    link.tell.connected();
    await expect.poll(() => session.phase.value).toBe('live');
  };

  it('connects, watches and shows the snapshot', async () => {
    expect(session.phase.value).toBe('connecting');
    await live();
    expect(link.asked).toEqual(['watch exam-1']);
    expect(session.exam.value?.title).toBe('Physics I');
    expect(session.tiles.order.value).toEqual(['a', 'b']);
  });

  it('watches again once when a batch is missing, and leaves out what comes before the snapshot', async () => {
    await live();
    link.sequence = 5;
    link.tiles = [tileFor('a', { incidents: 4 }), tileFor('b')];
    const delta = { attemptId: 'a', incidents: 1 };
    link.tell.batch({ sequence: 3, deltas: [delta], incidents: [] });
    link.tell.batch({ sequence: 4, deltas: [delta], incidents: [] });
    expect(session.phase.value).toBe('catching_up');
    await expect.poll(() => session.phase.value).toBe('live');
    expect(link.asked.filter((call) => call.startsWith('watch'))).toHaveLength(2);
    expect(session.tiles.view('a')?.value.incidents).toBe(4);
    link.tell.batch({ sequence: 6, deltas: [delta], incidents: [] });
    expect(session.tiles.view('a')?.value.incidents).toBe(1);
  });

  it('watches again when a batch cannot be read', async () => {
    await live();
    link.tell.unreadableBatch();
    await expect.poll(() => link.asked.length).toBe(2);
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

  it('watches again when the server closes its media, and only then', async () => {
    await live();
    link.tell.mediaClosed({ transportId: 'somebody-elses' });
    link.tell.mediaClosed({ transportId: 'transport-1' });
    await expect.poll(() => receivers).toBe(2);
    expect(link.asked.filter((call) => call.startsWith('watch'))).toHaveLength(2);
    expect(openReceivers).toBe(1);
    expect(session.phase.value).toBe('live');
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
    link.tell.refused(RequestFailure.because('not_signed_in'));
    expect(session.phase.value).toBe('refused');
    expect(signedOut).toHaveBeenCalledOnce();
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
    link.tell.batch({ sequence: 1, deltas: [], incidents });
    stop();
    link.tell.batch({ sequence: 2, deltas: [], incidents });
    expect(heard).toHaveBeenCalledExactlyOnceWith(incidents);
  });

  it('starts and stops a video with what the student sends', async () => {
    await live();
    const sink = { attach: () => new Promise<void>(() => {}), detach: () => {} };
    const end = session.streams.open('a', sink);
    const stream = session.streams.state('a');
    expect(stream.value).toMatchObject({ phase: 'stopped', canRetry: false });
    link.tell.batch({
      sequence: 1,
      deltas: [{ attemptId: 'a', streaming: true }],
      incidents: [],
    });
    expect(stream.value.phase).toBe('creating_consumer');
    link.tell.batch({
      sequence: 2,
      deltas: [{ attemptId: 'a', streaming: false }],
      incidents: [],
    });
    expect(stream.value.phase).toBe('stopped');
    expect(link.asked).toContain('release a');
    end();
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

  it('keeps the time of the server', async () => {
    await live();
    // The fake server's clock stands near the epoch.
    expect(session.clock.now()).toBeLessThan(20_000);
  });

  it('closes what it opened', async () => {
    await live();
    scope.stop();
    expect(openReceivers).toBe(0);
    expect(link.asked.at(-1)).toBe('close');
  });
});
