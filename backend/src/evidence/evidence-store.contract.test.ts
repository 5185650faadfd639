import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startS3 } from '../../test-support/s3-server.ts';
import type { EvidenceObject, EvidenceStore } from './evidence-store.ts';
import { createFolderEvidenceStore } from './folder-evidence-store.ts';
import { openS3EvidenceStore } from './s3-evidence-store.ts';
import type { S3Options } from './s3-evidence-store.ts';

function picture(id: string = randomUUID(), size = 60_000): EvidenceObject {
  const bytes = randomBytes(size);
  return { id, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** `open` called twice opens the same store again. */
function contract(prepare: () => { open(): Promise<EvidenceStore> }): void {
  async function setUp(): Promise<EvidenceStore> {
    const store = await prepare().open();
    onTestFinished(() => store.close());
    return store;
  }

  test('gives back exactly what was put', async () => {
    const store = await setUp();
    const object = picture();
    await store.put(object);
    expect((await store.get(object.id))?.equals(object.bytes)).toBe(true);
  });

  test('knows nothing of an unknown id', async () => {
    const store = await setUp();
    expect(await store.get('unknown')).toBeNull();
  });

  test('the same id again replaces the picture', async () => {
    const store = await setUp();
    const [first, second] = [picture('same'), picture('same')];
    await store.put(first);
    await store.put(second);
    await store.put(second);
    expect((await store.get('same'))?.equals(second.bytes)).toBe(true);
  });

  test('deletes, also what is not there', async () => {
    const store = await setUp();
    const [doomed, spared] = [picture(), picture()];
    await store.put(doomed);
    await store.put(spared);
    await store.delete(doomed.id);
    await store.delete(doomed.id);
    expect(await store.get(doomed.id)).toBeNull();
    expect(await store.get(spared.id)).not.toBeNull();
  });

  test('keeps ids apart that differ in case or punctuation alone', async () => {
    const store = await setUp();
    const objects = ['abc', 'ABC', 'a-bc', 'a_bc', 'a'.repeat(64)].map((id) => picture(id, 100));
    for (const object of objects) await store.put(object);
    for (const { id, bytes } of objects) expect((await store.get(id))?.equals(bytes)).toBe(true);
  });

  test.for([
    '',
    '.',
    '..',
    '../../etc/passwd',
    'a/b',
    'a\\b',
    'a\0b',
    'a.jpg',
    'ä',
    'a\n',
    '%2e%2e',
    'a'.repeat(65),
  ])('refuses the id %j', async (id) => {
    const store = await setUp();
    const refusal = { name: 'StorageError', cause: { message: 'not an evidence id' } };
    await expect(store.put(picture(id))).rejects.toMatchObject(refusal);
    await expect(store.get(id)).rejects.toMatchObject(refusal);
    await expect(store.delete(id)).rejects.toMatchObject(refusal);
  });

  test('refuses bytes that are not those of the hash, and keeps what was there', async () => {
    const store = await setUp();
    const object = picture();
    await store.put(object);
    const damaged = { ...object, bytes: Buffer.concat([object.bytes.subarray(1), Buffer.of(0)]) };
    await expect(store.put(damaged)).rejects.toMatchObject({ name: 'StorageError' });
    expect((await store.get(object.id))?.equals(object.bytes)).toBe(true);
  });

  test('a reader beside fifty writers sees whole pictures only', async () => {
    const store = await setUp();
    const versions = Array.from({ length: 50 }, () => picture('raced', 200_000));
    const known = new Set(versions.map(({ sha256 }) => sha256));
    await store.put(versions[0] as EvidenceObject);
    let writing = true;
    const writers = Promise.all(versions.map((version) => store.put(version)));
    const reader = (async () => {
      while (writing) {
        const bytes = await store.get('raced');
        expect(known).toContain(
          createHash('sha256')
            .update(bytes ?? '')
            .digest('hex'),
        );
      }
    })();
    await writers;
    writing = false;
    await reader;
  });

  test('remembers after a restart', async () => {
    const place = prepare();
    const before = await place.open();
    const object = picture();
    await before.put(object);
    await before.close();
    await before.close();
    const after = await place.open();
    onTestFinished(() => after.close());
    expect((await after.get(object.id))?.equals(object.bytes)).toBe(true);
  });
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'invigil-evidence-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('EvidenceStore in a folder', () => {
  contract(() => {
    const folder = join(temporaryFolder(), 'made', 'when', 'needed');
    return { open: () => Promise.resolve(createFolderEvidenceStore(folder)) };
  });

  test('leaves no drafts, and nothing outside its folder', async () => {
    const folder = temporaryFolder();
    const store = createFolderEvidenceStore(join(folder, 'evidence'));
    await Promise.all(Array.from({ length: 20 }, (_, n) => store.put(picture(`p${n % 5}`))));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
    expect(files.sort()).toEqual(['p0.jpg', 'p1.jpg', 'p2.jpg', 'p3.jpg', 'p4.jpg']);
    expect(readdirSync(folder)).toEqual(['evidence']);
  });

  test('reports a folder that cannot be one', async () => {
    const store = createFolderEvidenceStore('/dev/null/evidence');
    await expect(store.put(picture())).rejects.toMatchObject({
      name: 'StorageError',
      operation: 'evidence.put',
    });
  });
});

describe('EvidenceStore on S3', () => {
  let server: Awaited<ReturnType<typeof startS3>>;
  beforeAll(async () => {
    server = await startS3();
  });
  afterAll(() => server?.stop());

  function optionsFor(bucket: string, endpoint = server.endpoint): S3Options {
    return {
      endpoint,
      region: 'us-east-1',
      bucket,
      accessKeyId: 'test',
      secretAccessKey: 'test',
      forcePathStyle: true,
    };
  }

  contract(() => {
    const bucket = `evidence-${randomUUID()}`;
    return { open: () => openS3EvidenceStore(optionsFor(bucket)) };
  });

  test('two processes that start together make one bucket', async () => {
    const options = optionsFor(`evidence-${randomUUID()}`);
    const [one, other] = await Promise.all([
      openS3EvidenceStore(options),
      openS3EvidenceStore(options),
    ]);
    const object = picture();
    await one.put(object);
    expect((await other.get(object.id))?.equals(object.bytes)).toBe(true);
    await Promise.all([one.close(), other.close()]);
  });

  test('rejects when the server is gone', async () => {
    const doomed = await startS3();
    const store = await openS3EvidenceStore(optionsFor('evidence', doomed.endpoint));
    onTestFinished(() => store.close());
    await doomed.stop();
    const failure = { name: 'StorageError' };
    await expect(store.put(picture())).rejects.toMatchObject(failure);
    await expect(store.get('any')).rejects.toMatchObject(failure);
    await expect(store.delete('any')).rejects.toMatchObject(failure);
  });

  test('rejects when a server accepts and never answers', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    const options = optionsFor('evidence', `http://127.0.0.1:${port}`);
    const startedAt = performance.now();
    await expect(openS3EvidenceStore({ ...options, requestTimeoutMs: 300 })).rejects.toMatchObject({
      name: 'StorageError',
      operation: 'evidence.open',
    });
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});
