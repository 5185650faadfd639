import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/*
 * What the pictures show, as a person who looked at them says. The pictures themselves stay in the
 * packages that carry them.
 */

/** Where a head points: `slight` is neither straight nor turned for sure, and is not judged. */
const headSchema = z.enum(['straight', 'slight', 'turned', 'down', 'up']);
const eyesSchema = z.enum(['here', 'away', 'closed', 'unknown']);

const shownSchema = z.object({
  id: z.string(),
  /** Whose faces can be seen. */
  people: z.array(z.string()),
  /** Of the only face. */
  head: headSchema.optional(),
  eyes: eyesSchema.optional(),
  /** The camera was focused on something else: neither sharp nor blurred for sure. */
  soft: z.boolean().default(false),
  /** Everybody is further from the camera than a student at a desk. */
  distant: z.boolean().default(false),
});
export type Shown = z.infer<typeof shownSchema>;

const pictureSchema = shownSchema.extend({
  /** Name of one of the sources. */
  source: z.string().optional(),
  /** Of a film. Seconds. */
  at: z.number().optional(),
  /** Left, top, width, height. Pixels of the source. */
  crop: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  /** Two other pictures, side by side. */
  beside: z.tuple([z.string(), z.string()]).optional(),
});
export type LabelledPicture = z.infer<typeof pictureSchema>;

const clipSchema = shownSchema.extend({
  source: z.string(),
  /** Seconds. */
  from: z.number(),
  to: z.number(),
});
export type LabelledClip = z.infer<typeof clipSchema>;

const labelsSchema = z.object({
  /** Files below node_modules. */
  sources: z.record(z.string(), z.object({ file: z.string(), sha256: z.string() })),
  pictures: z.array(pictureSchema),
  clips: z.array(clipSchema),
});
export type Labels = z.infer<typeof labelsSchema>;

export interface Material {
  /** Of the sources that are as they were when they were labelled, by name. */
  readonly files: ReadonlyMap<string, string>;
  readonly pictures: readonly LabelledPicture[];
  readonly clips: readonly LabelledClip[];
  /** Why some of it was left out, in plain words. */
  readonly leftOut: readonly string[];
}

export async function readLabels(): Promise<Labels> {
  const text = await readFile(join(import.meta.dirname, 'labels.json'), 'utf8');
  return labelsSchema.parse(JSON.parse(text));
}

/** Leaves out what hangs on a file that is missing, or is another than the one that was labelled. */
export async function findMaterial(labels: Labels, modules: string): Promise<Material> {
  const files = new Map<string, string>();
  const leftOut: string[] = [];
  for (const [name, { file, sha256 }] of Object.entries(labels.sources)) {
    const path = join(modules, file);
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) leftOut.push(`${file} is not installed`);
    else if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      leftOut.push(`${file} is not the file that was labelled`);
    } else files.set(name, path);
  }
  const byId = new Map(labels.pictures.map((picture) => [picture.id, picture]));
  const isThere = ({ source, beside }: LabelledPicture): boolean =>
    (source === undefined || files.has(source)) &&
    (beside ?? []).every((id) => {
      const other = byId.get(id);
      return other !== undefined && isThere(other);
    });
  return {
    files,
    pictures: labels.pictures.filter(isThere),
    clips: labels.clips.filter(({ source }) => files.has(source)),
    leftOut,
  };
}
