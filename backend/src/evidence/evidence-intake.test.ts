import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blackJpeg, darkJpeg, jpeg, sha256 } from '../../test-support/pictures.ts';
import { EvidenceIntake } from './evidence-intake.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { createFolderEvidenceStore } from './folder-evidence-store.ts';

let folder: string;
let store: EvidenceStore;
let intake: EvidenceIntake;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'invigil-intake-'));
  store = createFolderEvidenceStore(folder);
  intake = new EvidenceIntake(store, { maxPixels: 640 * 360, quality: 80 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function taken(bytes: Buffer) {
  const evidence = await intake.keep(await intake.prepare(bytes, sha256(bytes)), 17);
  const stored = await store.get(evidence.id);
  if (stored === null) throw new Error('nothing was stored');
  return { evidence, stored };
}

describe('what is stored', () => {
  it('is a new JPEG, described by what it is, not by what was sent', async () => {
    const { evidence, stored } = await taken(await jpeg(640, 360));
    const { format, width, height } = await sharp(stored).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 640, height: 360 });
    expect(evidence).toMatchObject({
      sha256: sha256(stored),
      bytes: stored.length,
      width: 640,
      height: 360,
      capturedAt: 17,
    });
  });

  it('holds nothing but the picture', async () => {
    const sent = await sharp(await jpeg())
      .withExif({ IFD0: { Copyright: 'SECRET-NAME' }, IFD3: { GPSMapDatum: 'SECRET-PLACE' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET-XMP</x:xmpmeta>')
      .withIccProfile('p3')
      .toBuffer();
    const padded = Buffer.concat([sent, Buffer.from('SECRET-APPENDIX')]);
    expect(padded.toString('latin1')).toContain('SECRET-NAME');
    const { stored } = await taken(padded);
    const { exif, xmp, iptc, icc } = await sharp(stored).metadata();
    expect({ exif, xmp, iptc, icc }).toEqual({});
    expect(stored.toString('latin1')).not.toContain('SECRET');
  });

  it('stands upright, as a viewer would have shown it', async () => {
    const left = await sharp({
      create: { width: 80, height: 40, channels: 3, background: 'black' },
    })
      .composite([
        {
          input: { create: { width: 40, height: 40, channels: 3, background: 'white' } },
          left: 0,
          top: 0,
        },
      ])
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { evidence, stored } = await taken(left);
    expect([evidence.width, evidence.height]).toEqual([40, 80]);
    // Turned clockwise by 90°, the left half is on top.
    const { data, info } = await sharp(stored).raw().toBuffer({ resolveWithObject: true });
    const luma = (y: number): number => data[y * info.width * info.channels] ?? -1;
    expect(luma(10)).toBeGreaterThan(200);
    expect(luma(70)).toBeLessThan(50);
  });

  it.each([
    [
      'grey',
      () => sharp(Buffer.alloc(64 * 64, 99), { raw: { width: 64, height: 64, channels: 1 } }),
    ],
    ['progressive', async () => sharp(await jpeg()).jpeg({ progressive: true })],
  ])('may come from a %s JPEG', async (_kind, picture) => {
    const { stored } = await taken(await (await picture()).jpeg().toBuffer());
    expect((await sharp(stored).metadata()).format).toBe('jpeg');
  });

  it('is the same for the same picture, whatever else its file holds', async () => {
    const bytes = await jpeg();
    const padded = Buffer.concat([bytes, Buffer.from('appendix')]);
    const [plain, other] = await Promise.all(
      [bytes, padded].map((sent) => intake.prepare(sent, sha256(sent))),
    );
    expect(plain?.sha256).toBe(other?.sha256);
    const another = await jpeg();
    expect((await intake.prepare(another, sha256(another))).sha256).not.toBe(plain?.sha256);
  });

  it('is nothing before it was judged', async () => {
    const count = await files();
    const bytes = await jpeg();
    await intake.prepare(bytes, sha256(bytes));
    expect(await files()).toBe(count);
  });

  it('can be taken back', async () => {
    const { evidence } = await taken(await jpeg());
    await intake.discard(evidence.id);
    expect(await store.get(evidence.id)).toBeNull();
  });
});

describe('what is refused', () => {
  it.each<[string, (whole: Buffer) => Buffer, string]>([
    ['an empty file', () => Buffer.alloc(0), 'evidence_not_jpeg'],
    ['nothing but a start', (whole) => whole.subarray(0, 3), 'evidence_unreadable'],
    ['a header alone', (whole) => whole.subarray(0, 600), 'evidence_unreadable'],
    ['all but the last bytes', (whole) => whole.subarray(0, -200), 'evidence_unreadable'],
    ['a GIF', () => Buffer.from('R0lGODlhAQABAAAAACw=', 'base64'), 'evidence_not_jpeg'],
    [
      'a drawing',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'evidence_not_jpeg',
    ],
  ])('%s', async (_what, change, reason) => {
    const count = await files();
    const bytes = change(await jpeg());
    await expect(intake.prepare(bytes, sha256(bytes))).rejects.toMatchObject({ reason });
    expect(await files()).toBe(count);
  });

  it('a picture of more pixels than allowed, by one line', async () => {
    const bytes = await jpeg(640, 361);
    await expect(intake.prepare(bytes, sha256(bytes))).rejects.toMatchObject({
      reason: 'evidence_dimensions',
    });
  });

  it('a picture that is not the one its fingerprint was made of', async () => {
    const bytes = await jpeg();
    await expect(intake.prepare(bytes, sha256(Buffer.from('other')))).rejects.toMatchObject({
      reason: 'evidence_hash_mismatch',
    });
  });
});

describe('what is measured', () => {
  it.each<[string, () => Promise<Buffer>, mean: number, flat: boolean]>([
    ['a bright picture', () => jpeg(320, 180, 128), 128, false],
    ['a picture of brightness 110', () => jpeg(320, 180, 110), 110, false],
    ['a picture in the dark', darkJpeg, 8, true],
    ['a black picture', blackJpeg, 0, true],
  ])('of %s is its brightness', async (_what, picture, mean, flat) => {
    const bytes = await picture();
    const { statistics } = await intake.prepare(bytes, sha256(bytes));
    expect(Math.abs(statistics.mean - mean)).toBeLessThan(2);
    expect(statistics.deviation < 3).toBe(flat);
    expect(statistics.sharpness > 100).toBe(!flat);
  });
});

async function files(): Promise<number> {
  return (await readdir(folder, { recursive: true })).filter((n) => n.endsWith('.jpg')).length;
}
