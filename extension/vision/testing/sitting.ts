import type { TracedFrame } from '../trace.ts';
import { frontal, head, type Directions } from './frames.ts';

/** Some time of a sitting, and how far head and eyes wander meanwhile. */
export interface Scene {
  readonly forMs: number;
  readonly show?: Partial<TracedFrame['frame']>;
  readonly directions?: Directions;
}

/**
 * Signals as a real student's are: nothing is ever quite still, and eyes blink. The same every time.
 *
 * @param everyMs time between two pictures
 */
export function sitting(scenes: readonly Scene[], everyMs = 200): TracedFrame[] {
  const random = randomFrom(7);
  const around = (spread: number) => (random() + random() + random() - 1.5) * spread;
  const frames: TracedFrame[] = [];
  let at = 0;
  for (const { forMs, show = {}, directions = {} } of scenes) {
    for (const end = at + forMs; at < end; at += everyMs) {
      const { yaw = 2, pitch = 5, x = 0.06, y = -0.1, openness = 0.3 } = directions;
      // Fifteen blinks a minute, each a fifth of a second.
      const blinks = random() < everyMs / 4000;
      const wandering = {
        ...directions,
        yaw: yaw + around(4),
        pitch: pitch + around(6),
        x: x + around(0.06),
        y: y + around(0.06) + (blinks ? 0.08 : 0),
        openness: blinks ? 0.1 : openness + around(0.04),
      };
      const difference = 0.4 + random();
      frames.push({ at, frame: { ...frontal, ...head(wandering), difference, ...show } });
    }
  }
  return frames;
}

/** Mulberry32: small, seeded, even enough. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
