import { readFile } from 'node:fs/promises';
import { catalogue, type ViolationType } from '@invigil/shared-types';
import { z } from 'zod';
import { paths } from './paths.ts';

const segmentsSchema = z.array(
  z.object({ name: z.string(), startS: z.number(), endS: z.number() }),
);

/** What an attentive observer of the recorded clip must report, whatever else. */
export const expectedInClip: readonly ViolationType[] = [
  'no_face',
  'multiple_faces',
  'camera_blackout',
  'head_turned',
];

/** The clip's length, seconds. */
export async function clipSeconds(): Promise<number> {
  const segments = await segmentsOf(paths.clipSegments);
  return Math.max(...segments.map(({ endS }) => endS));
}

/** What has to be claimed, and when at the earliest and at the latest. Seconds from the clip's start. */
export interface Expected {
  readonly type: ViolationType;
  readonly fromS: number;
  readonly toS: number;
}

/** The scenes of the clip with every violation that are one; all the others are none. */
const scenes: readonly { readonly name: string; readonly type: ViolationType }[] = [
  { name: 'nobody', type: 'no_face' },
  { name: 'two-faces', type: 'multiple_faces' },
  { name: 'dark', type: 'camera_blackout' },
  { name: 'turned-away', type: 'head_turned' },
  { name: 'dim', type: 'low_light' },
  { name: 'blurred', type: 'poor_picture' },
  { name: 'somebody-else', type: 'identity_mismatch' },
  { name: 'eyes-aside', type: 'gaze_away' },
];

/** Exactly what an observer reports who sees the clip with every violation once, in order. */
export async function everythingExpected(): Promise<Expected[]> {
  const segments = await segmentsOf(paths.scriptSegments);
  return scenes.map(({ name, type }) => {
    const segment = segments.find((one) => one.name === name);
    if (segment === undefined) throw new Error(`The clip has no scene called ${name}`);
    return {
      type,
      fromS: segment.startS + catalogue[type].heldForMs / 1000,
      toS: segment.endS,
    };
  });
}

async function segmentsOf(file: string): Promise<z.infer<typeof segmentsSchema>> {
  return segmentsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}
