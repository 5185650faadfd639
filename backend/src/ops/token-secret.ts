import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** As for `INVIGIL_TOKEN_SECRET`, characters. */
const shortest = 32;

/**
 * The secret that signs exam tokens and that students' codes are derived from: made once and kept beside the
 * data, readable by its owner alone, so that a restart does not void the tokens of students in an exam.
 *
 * @throws Error where the file is damaged: with another secret, links and codes that were given out are void
 */
export async function tokenSecretIn(dataDir: string): Promise<string> {
  const file = join(dataDir, 'token-secret');
  await mkdir(dataDir, { recursive: true });
  const known = await read(file);
  if (known !== null) return known;
  // Written whole before it has its name: nobody ever reads a part of it, whatever happens in between.
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    await writeFile(draft, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
    // Fails where the file exists: of two processes that start at once only one makes it.
    await link(draft, file).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  const made = await read(file);
  if (made === null) throw new Error(`${file} was removed while the server started.`);
  return made;
}

/** Null where there is no such file. */
async function read(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const secret = text.trim();
  if (secret.length >= shortest) return secret;
  throw new Error(
    `${file} is damaged. Put it back from a backup; without one, delete it: then students need new links and codes.`,
  );
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
