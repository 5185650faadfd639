import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { z } from 'zod';

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  permissions: z.array(z.string()),
  host_permissions: z.array(z.string()),
  optional_host_permissions: z.array(z.string()).default([]),
  content_scripts: z
    .array(z.looseObject({ matches: z.array(z.string()), js: z.array(z.string()) }))
    .default([]),
});
export type BuiltManifest = z.infer<typeof manifestSchema>;

export interface ZipContents {
  readonly manifest: BuiltManifest;
  /** Paths in the zip. */
  readonly entries: readonly string[];
  /** Every script and page, as text, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads an extension's zip back. @throws Error where it is no extension */
export async function contentsOf(file: string): Promise<ZipContents> {
  const unzipped = unzipSync(new Uint8Array(await readFile(file)));
  const manifest = unzipped['manifest.json'];
  if (manifest === undefined) throw new Error('There is no manifest in the zip.');
  const texts = Object.entries(unzipped)
    .filter(([path]) => /\.(js|html|json|css)$/.test(path))
    .map(([path, bytes]): [string, string] => [path, strFromU8(bytes)]);
  return {
    manifest: manifestSchema.parse(JSON.parse(strFromU8(manifest))),
    entries: Object.keys(unzipped),
    texts: new Map(texts),
  };
}
