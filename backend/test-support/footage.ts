import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/* Pictures of real people, from the clip that set-up makes for the tests' cameras. */

const folder = join(import.meta.dirname, '../../.cache/footage');
const framesPerSecond = 30;
const timetableSchema = z.array(
  z.object({ name: z.string(), startS: z.number(), endS: z.number() }),
);

export type Scene = 'frontal' | 'nobody' | 'two-faces' | 'dark' | 'turned-away' | 'looking-down';

/** JPEGs of one scene of the clip, so many seconds after its beginning. */
export async function framesOf(scene: Scene, afterSeconds: readonly number[]): Promise<Buffer[]> {
  const film = await readFile(join(folder, 'student.mjpeg'));
  const times = timetableSchema.parse(
    JSON.parse(await readFile(join(folder, 'student.json'), 'utf8')),
  );
  const start = times.find(({ name }) => name === scene)?.startS;
  if (start === undefined) throw new Error(`The clip has no scene "${scene}"`);
  const starts = frameStarts(film);
  return afterSeconds.map((seconds) => {
    const frame = Math.round((start + seconds) * framesPerSecond);
    return film.subarray(starts[frame], starts[frame + 1]);
  });
}

/** Each frame is a JPEG of its own and begins with its marker (ITU-T T.81, B.1.1.3). */
function frameStarts(film: Buffer): number[] {
  const startOfImage = Buffer.from([0xff, 0xd8, 0xff]);
  const starts: number[] = [];
  for (let at = film.indexOf(startOfImage); at >= 0; at = film.indexOf(startOfImage, at + 3)) {
    starts.push(at);
  }
  return starts;
}
