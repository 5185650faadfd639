import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tokenSecretIn } from './token-secret.ts';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'invigil-secret-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

it('is made once, for the server’s own eyes', async () => {
  const data = join(await folder(), 'data');
  const secret = await tokenSecretIn(data);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(await tokenSecretIn(data)).toBe(secret);
  expect((await stat(join(data, 'token-secret'))).mode & 0o777).toBe(0o600);
});

it('is the same for all that start at once, and never a part of it', async () => {
  const data = await folder();
  const secrets = await Promise.all(Array.from({ length: 20 }, () => tokenSecretIn(data)));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toHaveLength(64);
  expect(await readdir(data)).toEqual(['token-secret']);
});

// A disk that was full, or a machine that lost its power, leaves a file with nothing in it.
it.each(['', '\n', 'abc'])('is not taken from a damaged file: %j', async (left) => {
  const data = await folder();
  const file = join(data, 'token-secret');
  await writeFile(file, left);
  await expect(tokenSecretIn(data)).rejects.toThrow(file);
  expect(await readFile(file, 'utf8')).toBe(left);
});
