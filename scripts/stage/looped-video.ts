import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { asksForKeyFrame, packetise, senderReport } from '../../backend/test-support/vp8-stream.ts';
import { paths } from './paths.ts';

/* Real video that costs little to send: encoded once, and then the same packets again and again. */

/** As agents send their small layer. */
export const loop = {
  width: 320,
  height: 180,
  framesPerSecond: 15,
  bitsPerSecond: 135_000,
  seconds: 8,
} as const;

/** The frames of one clip, the first a key frame and the others not. */
export type LoopedClip = readonly Buffer[];

const footageFramesPerSecond = 30;

/** Where in the recorded footage the clips begin: different people, postures and light. */
const scenes = [
  { file: paths.calmClip, startS: 0 },
  { file: paths.clip, startS: 12 },
  { file: paths.companyClip, startS: 0 },
  { file: paths.clip, startS: 26 },
  { file: paths.script, startS: 4 },
  { file: paths.clip, startS: 34 },
] as const;

/**
 * The clips; encoded once for all who ever ask on this machine, which takes some seconds.
 * @param cache folder in which they are kept
 * @throws Error when there is no ffmpeg or no footage
 */
export async function loopedClips(cache = paths.loopedClips): Promise<LoopedClip[]> {
  await mkdir(cache, { recursive: true });
  return Promise.all(scenes.map(({ file, startS }) => clipOf(file, startS, cache)));
}

async function clipOf(file: string, startS: number, cache: string): Promise<LoopedClip> {
  const { size, mtimeMs } = await stat(file);
  // Other footage, or another way of encoding it, makes another clip.
  const made = JSON.stringify([basename(file), size, mtimeMs, startS, loop, encoding]);
  const name = createHash('sha256').update(made).digest('hex').slice(0, 16);
  const kept = join(cache, `${name}.ivf`);
  const known = await readFile(kept).catch(() => undefined);
  if (known !== undefined && framesOfIvf(known).length > 0) return framesOfIvf(known);
  const encoded = await encode(file, startS);
  // Several may be at it at once: whoever reads finds a whole file or none.
  const own = `${kept}.${process.pid}-${randomUUID()}`;
  await writeFile(own, encoded);
  await rename(own, kept);
  return framesOfIvf(encoded);
}

const encoding = [
  ...['-vf', `scale=${loop.width}:${loop.height}`],
  ...['-c:v', 'libvpx', '-b:v', String(loop.bitsPerSecond), '-deadline', 'realtime'],
  // One key frame, at the beginning, and every other frame refers to the one before.
  ...['-cpu-used', '8', '-g', '9999', '-auto-alt-ref', '0', '-lag-in-frames', '0'],
  // Of its own accord it takes a thread for each core of the machine, whatever this process may use.
  ...['-threads', '1'],
];

/** @returns an IVF file that holds one frame at least */
async function encode(file: string, startS: number): Promise<Buffer> {
  const { framesPerSecond, seconds } = loop;
  const footage = await jpegsOf(file);
  const every = footageFramesPerSecond / framesPerSecond;
  const first = startS * footageFramesPerSecond;
  const wanted = footage.filter(
    (_, frame) => frame >= first && frame < first + seconds * footageFramesPerSecond,
  );
  const input = ['-f', 'mjpeg', '-framerate', String(framesPerSecond), '-i', '-'];
  const ffmpeg = spawn('ffmpeg', ['-v', 'error', ...input, ...encoding, '-f', 'ivf', '-'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const pieces: Buffer[] = [];
  let errors = '';
  ffmpeg.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  ffmpeg.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  // Where it ends before it has read everything, its own words below say why.
  ffmpeg.stdin.on('error', (error) => (errors += error.message));
  ffmpeg.stdin.end(Buffer.concat(wanted.filter((_, frame) => frame % every === 0)));
  const [code] = (await once(ffmpeg, 'close')) as [number | null];
  const encoded = Buffer.concat(pieces);
  if (code !== 0 || framesOfIvf(encoded).length === 0) {
    throw new Error(`ffmpeg could not encode ${file}: ${errors}`);
  }
  return encoded;
}

/** Each frame of the footage is a JPEG of its own and begins with its marker (ITU-T T.81, B.1.1.3). */
async function jpegsOf(file: string): Promise<Buffer[]> {
  const film = await readFile(file);
  const startOfImage = Buffer.from([0xff, 0xd8, 0xff]);
  const frames: Buffer[] = [];
  for (let at = film.indexOf(startOfImage); at >= 0;) {
    const next = film.indexOf(startOfImage, at + 3);
    frames.push(film.subarray(at, next < 0 ? film.length : next));
    at = next;
  }
  return frames;
}

/** IVF: a header of 32 bytes, then each frame behind a header of 12, its size first. */
function framesOfIvf(file: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 32; at + 12 <= file.length;) {
    const size = file.readUInt32LE(at);
    frames.push(file.subarray(at + 12, at + 12 + size));
    at += 12 + size;
  }
  return frames;
}

/** One stream: a clip in a loop, which begins anew where a key frame is asked for. */
export class LoopedVideo {
  readonly ssrc: number;
  readonly #clip: LoopedClip;
  readonly #send: (packet: Buffer) => void;
  #timer: NodeJS.Timeout | undefined;
  #sending = true;
  /** Of the clip. */
  #next: number;
  /** Since the start. */
  #frames = 0;
  #packets = 0;
  #bytes = 0;

  /** @param send called with each packet, RTP and RTCP */
  constructor(clip: LoopedClip, ssrc: number, send: (packet: Buffer) => void) {
    this.ssrc = ssrc;
    this.#clip = clip;
    this.#send = send;
    this.#next = 0;
  }

  /** @param afterMs not all of a crowd send their frames at the same moment, milliseconds */
  start(afterMs = 0): void {
    this.#timer = setTimeout(() => {
      this.#timer = setInterval(() => this.#frame(), 1000 / loop.framesPerSecond);
      this.#frame();
    }, afterMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** As an agent does: with no layer wanted it sends nothing, and begins again with a key frame. */
  sendLayers(layers: number): void {
    if (layers > 0 && !this.#sending) this.#next = 0;
    this.#sending = layers > 0;
  }

  /** To be called for what comes back. */
  onRtcp(rtcp: Buffer): void {
    if (asksForKeyFrame(rtcp)) this.#next = 0;
  }

  #frame(): void {
    const timestamp = Math.round((this.#frames * 90_000) / loop.framesPerSecond);
    const pictureId = this.#frames & 0x7fff;
    this.#frames += 1;
    if (!this.#sending) return;
    const packets = packetise(this.#clip[this.#next] ?? Buffer.alloc(0), {
      ssrc: this.ssrc,
      sequenceNumber: this.#packets,
      timestamp,
      descriptor: [0x80, 0x80, 0x80 | (pictureId >> 8), pictureId & 0xff],
    });
    this.#next = (this.#next + 1) % this.#clip.length;
    for (const packet of packets) {
      this.#packets += 1;
      this.#bytes += packet.length;
      this.#send(packet);
    }
    if (this.#frames % loop.framesPerSecond !== 5) return;
    const sent = { packets: this.#packets, bytes: this.#bytes };
    this.#send(senderReport(this.ssrc, timestamp, sent));
  }
}
