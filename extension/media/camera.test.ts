import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { Camera, cameraTroubleOf } from './camera.ts';

/** A track with the little of it that the camera uses. */
class FakeTrack extends EventTarget {
  readonly device: string;
  readyState = 'live';
  muted: boolean;
  stop = vi.fn(() => (this.readyState = 'ended'));

  constructor(device = 'own', muted = false) {
    super();
    this.device = device;
    this.muted = muted;
  }

  getSettings() {
    return { deviceId: this.device };
  }

  mute(muted: boolean) {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }
}

/** The cameras of a machine. Plug them in and out; opening them is asked for as in a browser. */
class FakeDevices extends EventTarget {
  readonly tracks: FakeTrack[] = [];
  /** How opening fails, whatever is plugged in. */
  failing: string | null = null;
  /** Devices that deliver nothing. */
  readonly muted = new Set<string>();
  #plugged: string[];

  constructor(...plugged: string[]) {
    super();
    this.#plugged = plugged;
  }

  get latest(): FakeTrack {
    return this.tracks.at(-1) ?? new FakeTrack();
  }

  getUserMedia = vi.fn(async ({ video }: { video: MediaTrackConstraints }) => {
    await Promise.resolve();
    const exact = video.deviceId as { readonly exact: string } | undefined;
    const device = exact === undefined ? this.#plugged[0] : exact.exact;
    const isThere = device !== undefined && this.#plugged.includes(device);
    const failure =
      this.failing ?? (isThere ? null : exact ? 'OverconstrainedError' : 'NotFoundError');
    if (failure !== null) throw Object.assign(new Error(), { name: failure });
    const track = new FakeTrack(device, this.muted.has(device ?? ''));
    this.tracks.push(track);
    return { getVideoTracks: () => [track] };
  });

  enumerateDevices = vi.fn(() =>
    Promise.resolve(this.#plugged.map((deviceId) => ({ kind: 'videoinput', deviceId }))),
  );

  /** @param quiet the track does not end, as with some drivers */
  unplug(device: string, quiet = false) {
    this.#plugged = this.#plugged.filter((one) => one !== device);
    for (const track of this.tracks) {
      if (quiet || track.device !== device || track.readyState === 'ended') continue;
      track.readyState = 'ended';
      track.dispatchEvent(new Event('ended'));
    }
    this.dispatchEvent(new Event('devicechange'));
  }

  /** @param unannounced the browser does not say so */
  plug(device: string, unannounced = false) {
    this.#plugged.unshift(device);
    if (!unannounced) this.dispatchEvent(new Event('devicechange'));
  }
}

let devices: FakeDevices;
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function setUp(...plugged: string[]) {
  devices = new FakeDevices(...plugged);
  vi.stubGlobal('navigator', { mediaDevices: devices });
  const log: (string | null)[] = [];
  const camera = new Camera({
    onTrack: (track) => log.push(`uses ${track.getSettings().deviceId}`),
    onTrouble: (trouble) => {
      if (log.at(-1) !== trouble) log.push(trouble);
    },
  });
  return { camera, log };
}

async function opened(...plugged: string[]) {
  const { camera, log } = setUp(...plugged);
  camera.open();
  await pass(0);
  return { camera, log };
}

/** The machine slept: the wall clock is elsewhere, and no timer ran. */
async function sleep(ms: number) {
  vi.setSystemTime(Date.now() + ms);
  await pass(config.camera.wakeCheckMs);
}

describe('Camera', () => {
  it('opens at the size and rate that the analysis wants, whatever the camera then gives', async () => {
    const { log } = await opened('own');
    expect(log).toEqual([null, 'uses own']);
    expect(devices.getUserMedia).toHaveBeenCalledWith({
      video: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15 } },
      audio: false,
    });
  });

  it('opens once, however often it is told to', async () => {
    const { camera } = await opened('own');
    camera.open();
    camera.open();
    await pass(0);
    expect(devices.getUserMedia).toHaveBeenCalledOnce();
    camera.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is missed at once when it is unplugged, and used as soon as it is back', async () => {
    const { log } = await opened('own');
    devices.unplug('own');
    expect(log.at(-1)).toBe('camera_lost');
    await pass(60_000);
    expect(log.at(-1)).toBe('camera_lost');
    devices.plug('own');
    await pass(0);
    expect(log.slice(-2)).toEqual([null, 'uses own']);
  });

  it('is used within three seconds of coming back where the browser announces nothing', async () => {
    const { log } = await opened('own');
    devices.unplug('own');
    await pass(20_000);
    devices.plug('own', true);
    await pass(2000);
    expect(log.at(-1)).toBe('uses own');
  });

  it('waits for another program to let go of it', async () => {
    const { camera, log } = setUp('own');
    devices.failing = 'NotReadableError';
    camera.open();
    await pass(10_000);
    expect(log).toEqual(['camera_in_use']);
    devices.failing = null;
    await pass(2000);
    expect(log).toEqual(['camera_in_use', null, 'uses own']);
  });

  it('is missed where a driver says nothing of its going', async () => {
    const { log } = await opened('own');
    devices.unplug('own', true);
    await pass(0);
    expect(log.at(-1)).toBe('camera_lost');
  });

  it('says so when it takes too long to open, and is used all the same', async () => {
    const { camera, log } = setUp('own');
    const late = Promise.withResolvers<{ getVideoTracks: () => FakeTrack[] }>();
    devices.getUserMedia.mockReturnValueOnce(late.promise);
    camera.open();
    await pass(config.camera.openMs);
    expect(log).toEqual(['camera_lost']);
    late.resolve({ getVideoTracks: () => [new FakeTrack()] });
    await pass(0);
    expect(log).toEqual(['camera_lost', null, 'uses own']);
  });

  it('is released for good when closed, even in the middle of opening', async () => {
    const { camera } = await opened('own');
    camera.close();
    expect(devices.latest.stop).toHaveBeenCalled();
    devices.dispatchEvent(new Event('devicechange'));
    await pass(60_000);
    expect(devices.getUserMedia).toHaveBeenCalledOnce();

    const second = setUp('own');
    second.camera.open();
    second.camera.close();
    await pass(0);
    expect(devices.latest.stop).toHaveBeenCalled();
    expect(second.log).toEqual([]);
  });
});

describe('a mute', () => {
  it('is told when it lasts, and so is its end, but no hiccup', async () => {
    const { log } = await opened('own');
    devices.latest.mute(true);
    await pass(config.camera.mutedAfterMs - 1);
    devices.latest.mute(false);
    await pass(60_000);
    expect(log).not.toContain('camera_muted');
    devices.latest.mute(true);
    await pass(config.camera.mutedAfterMs);
    expect(log.at(-1)).toBe('camera_muted');
    devices.latest.mute(false);
    expect(log.at(-1)).toBeNull();
    expect(devices.getUserMedia).toHaveBeenCalledOnce();
  });

  it('is told of a camera that was muted before it was opened', async () => {
    const { camera, log } = setUp('own');
    devices.muted.add('own');
    camera.open();
    await pass(config.camera.mutedAfterMs);
    expect(log.at(-1)).toBe('camera_muted');
  });

  it('of a camera that was let go of is nothing any more', async () => {
    const { log } = await opened('own');
    const first = devices.latest;
    devices.unplug('own');
    first.mute(false);
    first.mute(true);
    await pass(config.camera.mutedAfterMs);
    expect(log).toEqual([null, 'uses own', 'camera_lost']);
  });
});

describe('two cameras', () => {
  it('are not swapped for a loose plug', async () => {
    const { log } = await opened('own', 'built-in');
    devices.unplug('own');
    await pass(config.camera.otherAfterMs - 2 * config.camera.retryMs);
    devices.plug('own');
    await pass(0);
    expect(log.slice(-2)).toEqual([null, 'uses own']);
    expect(log).not.toContain('uses built-in');
  });

  it('take turns: the other one where the chosen stays away, the chosen as soon as it is back', async () => {
    const { log } = await opened('own', 'built-in');
    devices.unplug('own');
    expect(log.at(-1)).toBe('camera_lost');
    await pass(config.camera.otherAfterMs + config.camera.retryMs);
    expect(log.slice(-2)).toEqual([null, 'uses built-in']);
    const other = devices.latest;
    devices.plug('own');
    await pass(0);
    expect(log.at(-1)).toBe('uses own');
    expect(other.stop).toHaveBeenCalled();
  });

  it('leave the one in use alone when a third one comes', async () => {
    await opened('own', 'built-in');
    devices.plug('third');
    await pass(0);
    expect(devices.getUserMedia).toHaveBeenCalledOnce();
  });
});

describe('a lid that was closed for ten minutes', () => {
  it('changes nothing for a camera that woke up by itself', async () => {
    await opened('own');
    await sleep(600_000);
    expect(devices.getUserMedia).toHaveBeenCalledOnce();
  });

  it('opens one anew that delivers nothing', async () => {
    const { log } = await opened('own');
    devices.latest.mute(true);
    await sleep(600_000);
    await pass(0);
    expect(devices.getUserMedia).toHaveBeenCalledTimes(2);
    await pass(2000);
    expect(log.at(-1)).toBe('uses own');
  });

  it('does not make another camera take over before the chosen one had its time to wake up', async () => {
    const { log } = await opened('own', 'built-in');
    devices.unplug('own');
    await sleep(600_000);
    expect(log.at(-1)).toBe('camera_lost');
    devices.plug('own', true);
    await pass(2 * config.camera.retryMs);
    expect(log.at(-1)).toBe('uses own');
    expect(log).not.toContain('uses built-in');
  });
});

describe('cameraTroubleOf', () => {
  it.each([
    ['NotAllowedError', 'camera_denied'],
    ['NotReadableError', 'camera_in_use'],
    ['NotFoundError', 'camera_lost'],
    ['OverconstrainedError', 'camera_lost'],
  ])('%s: %s', (name, trouble) => {
    expect(cameraTroubleOf(Object.assign(new Error(), { name }))).toBe(trouble);
    expect(cameraTroubleOf({ name })).toBe(trouble);
  });
});
