import { readFile } from 'node:fs/promises';
import type { ViolationType } from '@invigil/shared-types';
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
  const segments = segmentsSchema.parse(JSON.parse(await readFile(paths.clipSegments, 'utf8')));
  return Math.max(...segments.map(({ endS }) => endS));
}
