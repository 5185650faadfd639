import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storing } from '../storage/index.ts';
import { assertEvidenceId, assertIntact } from './evidence-store.ts';
import type { EvidenceStore } from './evidence-store.ts';

/** One file per picture under `folder`, which is created with the first. */
export function createFolderEvidenceStore(folder: string): EvidenceStore {
  /** 256 sub-folders by the id's hash: no folder grows too long to list, whatever the ids look like. */
  function fileOf(id: string): string {
    assertEvidenceId(id);
    const shard = createHash('sha256').update(id).digest('hex').slice(0, 2);
    return join(folder, shard, `${id}.jpg`);
  }

  return {
    put: (object) =>
      storing('evidence.put', async () => {
        assertIntact(object);
        const file = fileOf(object.id);
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        // In the same folder, so that the rename is atomic: a reader never meets half a picture.
        const draft = `${file}.${randomUUID()}.tmp`;
        try {
          await writeDurably(draft, object.bytes);
          await rename(draft, file);
          await syncFolder(dirname(file));
        } catch (error) {
          await rm(draft, { force: true });
          throw error;
        }
      }),

    get: (id) =>
      storing('evidence.get', async () => {
        const file = fileOf(id);
        try {
          return await readFile(file);
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }
      }),

    delete: (id) =>
      storing('evidence.delete', async () => {
        const file = fileOf(id);
        try {
          await rm(file);
          await syncFolder(dirname(file));
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      }),

    close: () => Promise.resolve(),
  };
}

async function writeDurably(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** That a file is there, or no longer, is durable only once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
