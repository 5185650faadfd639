import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { Camera, cameraTroubleOf } from './camera.ts';

/** A track with the little of it that the camera uses. */
class FakeTrack extends EventTarget {
  readyState = 'live';
  stop = vi.fn(() => (this.readyState = 'ended'));

  /** As when a camera is unplugged. */
  unplug() {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

class FakeDevices extends EventTarget {
  /** What the next tries lead to; the last one repeats. */
  outcomes: (FakeTrack | string)[] = [];
  getUserMedia = vi.fn(() => {
    const outcome = this.outcomes.length > 1 ? this.outcomes.shift() : this.outcomes[0];
    return outcome instanceof FakeTrack
      ? Promise.resolve({ getVideoTracks: () => [outcome] })
      : Promise.reject(Object.assign(new Error(), { name: outcome }));
  });
}

let devices: FakeDevices;
beforeEach(() => {
  vi.useFakeTimers();
  devices = new FakeDevices();
  vi.stubGlobal('navigator', { mediaDevices: devices });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function openWith(...outcomes: (FakeTrack | string)[]) {
  devices.outcomes = outcomes;
  const log: (string | null)[] = [];
  const camera = new Camera({
    onTrack: () => log.push('track'),
    onTrouble: (trouble) => log.push(trouble),
  });
  camera.open();
  await vi.advanceTimersByTimeAsync(0);
  return { camera, log };
}

describe('Camera', () => {
  it('opens', async () => {
    const { log } = await openWith(new FakeTrack());
    expect(log).toEqual([null, 'track']);
  });

  it('is missed when it is unplugged, and used when it comes back', async () => {
    const [first, second] = [new FakeTrack(), new FakeTrack()];
    const { log } = await openWith(first, 'NotFoundError', second);
    first.unplug();
    expect(log.at(-1)).toBe('camera_lost');
    await vi.advanceTimersByTimeAsync(config.camera.retryMs);
    expect(log.at(-1)).toBe('camera_lost');
    devices.dispatchEvent(new Event('devicechange'));
    await vi.advanceTimersByTimeAsync(0);
    expect(log.slice(-2)).toEqual([null, 'track']);
  });

  it('is looked for again even where the browser announces nothing', async () => {
    const { log } = await openWith('NotReadableError', 'NotReadableError', new FakeTrack());
    expect(log).toEqual(['camera_in_use']);
    await vi.advanceTimersByTimeAsync(2 * config.camera.retryMs);
    expect(log).toEqual(['camera_in_use', 'camera_in_use', null, 'track']);
  });

  it('reports a mute that lasts, and its end, but no hiccup', async () => {
    const track = new FakeTrack();
    const { log } = await openWith(track);
    track.dispatchEvent(new Event('mute'));
    await vi.advanceTimersByTimeAsync(config.camera.mutedAfterMs - 1);
    track.dispatchEvent(new Event('unmute'));
    expect(log).not.toContain('camera_muted');
    track.dispatchEvent(new Event('mute'));
    await vi.advanceTimersByTimeAsync(config.camera.mutedAfterMs);
    expect(log.at(-1)).toBe('camera_muted');
    track.dispatchEvent(new Event('unmute'));
    expect(log.at(-1)).toBeNull();
  });

  it('is released for good when closed, even in the middle of opening', async () => {
    const [track, late] = [new FakeTrack(), new FakeTrack()];
    const { camera } = await openWith(track);
    camera.close();
    expect(track.stop).toHaveBeenCalled();
    devices.dispatchEvent(new Event('devicechange'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(devices.getUserMedia).toHaveBeenCalledOnce();

    devices.outcomes = [late];
    const second = new Camera({ onTrack: () => undefined, onTrouble: () => undefined });
    second.open();
    second.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(late.stop).toHaveBeenCalled();
  });
});

describe('cameraTroubleOf', () => {
  it.each([
    ['NotAllowedError', 'camera_denied'],
    ['NotReadableError', 'camera_in_use'],
    ['NotFoundError', 'camera_lost'],
  ])('%s: %s', (name, trouble) => {
    expect(cameraTroubleOf(Object.assign(new Error(), { name }))).toBe(trouble);
  });
});
