import { describe, expect, it } from 'vitest';
import { config } from '../config.ts';
import {
  analysisVerdict,
  cameraVerdict,
  clockVerdict,
  displayVerdict,
  faceFound,
  faceVerdict,
  lightVerdict,
  mediaVerdict,
  speedVerdict,
  type FaceLook,
} from './verdicts.ts';

const size = { width: 640, height: 360 };

describe('the camera', () => {
  it('passes by the pictures that came, and not by what it promises', () => {
    expect(cameraVerdict({ pictures: 16, ms: 1000, ...size })).toEqual({
      outcome: 'passed',
      reason: null,
      figures: { ...size, perSecond: 15 },
    });
    expect(cameraVerdict({ pictures: 0, ms: 0, width: 0, height: 0 })).toMatchObject({
      outcome: 'failed',
      reason: 'no_picture',
    });
    expect(cameraVerdict({ pictures: 3, ms: 1000, ...size })).toMatchObject({
      outcome: 'warned',
      reason: 'few_pictures',
    });
    // The only one that came may be the last one.
    expect(cameraVerdict({ pictures: 1, ms: 0, ...size }).reason).toBe('few_pictures');
  });
});

describe('the light', () => {
  it.each([
    [{ luma: 90, deviation: 40 }, null],
    [{ luma: 34, deviation: 40 }, 'too_dark'],
    [{ luma: 3, deviation: 1 }, 'black'],
    // Dark, and something is seen all the same: nobody covers the camera.
    [{ luma: 10, deviation: 12 }, 'too_dark'],
  ])('is judged by the middle of the first pictures: %o', (frame, reason) => {
    const bright = { luma: 200, deviation: 60 };
    expect(lightVerdict([frame, bright, frame]).reason).toBe(reason);
  });
});

const face = (width: number): FaceLook['face'] => ({
  width,
  box: { x: 0.4, y: 0.3, w: width, h: width },
  yaw: 0,
  pitch: 0,
  roll: 0,
  eyes: null,
});
const look = (faces: number, width = 0.2): FaceLook => ({
  look: 'full',
  faces,
  face: faces === 0 ? null : face(width),
  picture: size,
});

describe('the face', () => {
  it('is found once so many looks in a row agree', () => {
    expect(faceFound([])).toBeNull();
    expect(faceFound([look(1), look(1)])).toBeNull();
    expect(faceFound([look(1), look(0), look(1)])).toBeNull();
    expect(faceFound([look(0), look(1), look(1), look(1)])).toMatchObject({
      outcome: 'passed',
      figures: { faces: 1, pixels: 128 },
    });
  });

  it.each([
    [[look(1), look(0), look(0)], 'failed', 'no_face'],
    [[look(1), look(2), look(1)], 'warned', 'several_faces'],
    [[look(1, 0.05), look(1, 0.05), look(1, 0.05)], 'warned', 'face_too_small'],
    // Nothing was looked at: the camera, or the analysis, says why.
    [[], 'warned', 'not_analysed'],
  ] as const)('or else what was wrong is said', (looks, outcome, reason) => {
    expect(faceFound(looks)).toBeNull();
    expect(faceVerdict(looks)).toMatchObject({ outcome, reason });
  });
});

describe('the analysis', () => {
  const latest = { rate: 8, msPerFrame: 18.4, coreShare: 0.149, delegate: 'GPU' as const };
  it.each([
    [{ latest, analyses: 33, ms: 4000, memory: 8 }, null],
    [{ latest, analyses: 33, ms: 4000, memory: null }, null],
    [{ latest, analyses: 33, ms: 4000, memory: 1 }, 'little_memory'],
    [{ latest, analyses: 3, ms: 4000, memory: 8 }, 'slow_analysis'],
    [{ latest: null, analyses: 0, ms: 4000, memory: 8 }, 'slow_analysis'],
  ])('is slow where the exam would call it slow: %o', (measured, reason) => {
    expect(analysisVerdict(measured).reason).toBe(reason);
  });
});

describe('clock, video, speed and displays', () => {
  it('allows for clocks that are off, and warns of minutes', () => {
    expect(clockVerdict(-90_000).outcome).toBe('passed');
    expect(clockVerdict(-180_000).reason).toBe('clock_off');
    expect(clockVerdict(null)).toMatchObject({ outcome: 'failed', reason: 'clock_unread' });
  });

  it('judges the video by the pictures that came back, and by its way', () => {
    const watched = { pictures: 45, ms: 3000, ...size };
    expect(mediaVerdict(watched, 'udp').outcome).toBe('passed');
    expect(mediaVerdict(watched, 'tcp')).toMatchObject({ outcome: 'warned', reason: 'over_tcp' });
    expect(mediaVerdict({ ...watched, pictures: 4 }, 'udp').reason).toBe('little_back');
    const nothing = { ...watched, pictures: 0 };
    expect(mediaVerdict(nothing, 'udp')).toMatchObject({
      outcome: 'failed',
      reason: 'nothing_back',
    });
    expect(mediaVerdict(nothing, null)).toMatchObject({ outcome: 'failed', reason: 'no_way' });
  });

  it.each([
    [{ up: 5000, down: 20_000 }, 'passed', null],
    [{ up: 900, down: 20_000 }, 'warned', 'slow_line'],
    [{ up: 100, down: 20_000 }, 'failed', 'too_slow_line'],
    [{ up: 5000, down: 100 }, 'failed', 'too_slow_line'],
    [{ up: null, down: 100 }, 'warned', 'speed_unmeasured'],
  ] as const)('judges the line by what the video needs: %o', (line, outcome, reason) => {
    expect(speedVerdict(line)).toMatchObject({ outcome, reason });
  });

  it('minds a second display only where the exam does', () => {
    expect(displayVerdict(true, true).reason).toBe('several_displays');
    expect(displayVerdict(true, false).outcome).toBe('passed');
    expect(displayVerdict(null, true).outcome).toBe('passed');
  });
});

it('needs less than the exam sends', () => {
  const { up } = config.check.speed;
  expect(up.needed).toBeGreaterThan(250 + 700);
  expect(up.least).toBeGreaterThan(250);
});
