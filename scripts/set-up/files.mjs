import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

export async function sha256OfFile(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** A file that exists is complete: it gets its name only when all of it is written. */
export async function writeWhole(file, content) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
}

export async function copyWhole(from, to) {
  await mkdir(path.dirname(to), { recursive: true });
  await copyFile(from, `${to}.part`);
  await rename(`${to}.part`, to);
}

/** Files below the given files and folders of `root`, as paths relative to it, in a fixed order. */
export function listFiles(root, entries, ignore = () => false) {
  const found = [];
  const visit = (entry) => {
    if (ignore(entry) || !existsSync(path.join(root, entry))) return;
    let children;
    try {
      children = readdirSync(path.join(root, entry));
    } catch {
      found.push(entry);
      return;
    }
    for (const child of children.sort()) visit(`${entry}/${child}`);
  };
  entries.forEach(visit);
  return found;
}

/** One hash over the names and contents of many files: changes when any of them does. */
export function hashOfFiles(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

export function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
