import { config } from '../../../extension/config.ts';
import { atHandOf } from '../../../extension/vision/at-hand.ts';
import type { FaceModels } from '../../../extension/vision/models.ts';
import type { PictureRoom } from '../../../extension/vision/picture.ts';
import { RateControl } from '../../../extension/vision/rate.ts';
import { Sight } from '../../../extension/vision/sight.ts';
import { bytesOf, frameOf } from './frames.ts';
import type { Cost } from './protocol.ts';

/** What looks at pictures in the agent's worker. */
export interface AtWork {
  readonly models: FaceModels;
  readonly room: PictureRoom;
  readonly sight: ReturnType<typeof sightOf>;
}

export const sightOf = (models: FaceModels) => new Sight(models, config.analysis);

/** What the agent's loop costs on a camera of 15 pictures a second that shows these, again and again. */
export async function cost(
  { room, sight }: AtWork,
  urls: readonly string[],
  seconds: number,
): Promise<Cost> {
  sight.forget();
  room.forget();
  const rate = new RateControl(config.analysis);
  const pictures = await Promise.all(urls.map(bytesOf));
  const ms: number[] = [];
  const startedAt = performance.now();
  let spent = 0;
  for (let beat = 0; performance.now() - startedAt < seconds * 1000; beat++) {
    await until(startedAt + (beat * 1000) / config.camera.frameRate);
    const now = performance.now();
    const look = rate.due(now);
    const bytes = pictures[beat % pictures.length];
    if (look === null || bytes === undefined) continue;
    const picture = frameOf(bytes, beat);
    const lookedAt = performance.now();
    try {
      const reduced = room.measure(picture);
      const atHand = atHandOf(reduced);
      const { did } = sight.see(picture, atHand, look, now);
      const took = performance.now() - lookedAt;
      rate.record({ look: did, ms: took, ageMs: performance.now() - now });
      spent += took;
      // The first look builds what the others use.
      if (beat > 0 && did === 'full') ms.push(took);
    } finally {
      picture.close();
    }
  }
  const elapsed = performance.now() - startedAt;
  return { ms, perSecond: (ms.length * 1000) / elapsed, coreShare: spent / elapsed };
}

/** @param at on the clock of `performance.now()`, milliseconds */
export const until = (at: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, Math.max(0, at - performance.now()));
  });
