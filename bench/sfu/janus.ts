import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { freePort } from '../../backend/test-support/child-server.ts';
import { findProgram } from '../../backend/test-support/find-program.ts';
import { framesOf } from '../../backend/test-support/footage.ts';
import { openBrowser } from '../../scripts/stage/chromium.ts';
import { loop } from '../../scripts/stage/looped-video.ts';
import { Helper } from './helper.ts';
import { JanusSession } from './janus-api.ts';
import { costOf, cpuShare } from './process-cost.ts';
import { sinkAnswerSchema, type SinkOrder } from './sink.ts';

/*
 * Debian's Janus, its VideoRoom. It takes video from browsers alone, so a few are sent by a Chromium,
 * and each is forwarded many times.
 */

const publishers = 4;
const forwardsOfEach = 30;
const measuredMs = 8_000;
const warmUpMs = 4_000;
const room = 1;

export interface JanusFigures {
  readonly publishers: number;
  readonly live: number;
  /** Per cent of one core. */
  readonly receiving: number;
  readonly forwarding: number;
  readonly packetsPerSecond: number;
  readonly memoryMb: number;
}

/** @returns why not, where it cannot be driven here */
export async function measureJanus(say: (text: string) => void): Promise<JanusFigures | string> {
  const program = findProgram('janus');
  if (program === undefined) return 'it is not installed (on Debian: apt-get install janus)';
  const folder = await mkdtemp(join(tmpdir(), 'invigil-janus-'));
  const port = await freePort();
  const janus = await startJanus(program, folder, port);
  try {
    return await forwardByJanus(janus, `http://127.0.0.1:${port}/janus`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(`Janus: ${reason}`);
    return `it could not be driven here: ${reason}`;
  } finally {
    const ended = once(janus, 'exit');
    janus.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

async function startJanus(program: string, folder: string, port: number): Promise<ChildProcess> {
  const files = {
    'janus.jcfg': 'general: { debug_level = 2 }\nmedia: { rtp_port_range = "30000-30200" }\n',
    'janus.transport.http.jcfg': `general: { http = true, port = ${port}, ip = "127.0.0.1", https = false }\n`,
    'janus.plugin.videoroom.jcfg': 'general: {}\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const child = spawn(program, ['-F', folder, '-o'], { stdio: 'ignore' });
  await until(async () => (await fetch(`http://127.0.0.1:${port}/janus/info`)).ok);
  return child;
}

async function forwardByJanus(janus: ChildProcess, url: string): Promise<JanusFigures> {
  const pids = (): number[] => (janus.pid === undefined ? [] : [janus.pid]);
  const wait = (): Promise<void> => delay(measuredMs);
  const session = await JanusSession.open(url);
  const sink = new Helper('sink');
  const browser = await openBrowser({});
  try {
    const keeper = await session.attach();
    const settings = { publishers: publishers + 1, videocodec: 'vp8', bitrate: loop.bitsPerSecond };
    await session.message(keeper, { request: 'create', room, ...settings });
    const page = await browser.context.newPage();
    await preparePage(page);
    const ids: number[] = [];
    for (let number = 0; number < publishers; number += 1) {
      ids.push(await publish(session, page, number));
    }
    await delay(warmUpMs);
    const receiving = await cpuShare(pids, wait);
    const opened = await sink.ask(
      { what: 'open', ports: forwardsOfEach } satisfies SinkOrder,
      sinkAnswerSchema,
    );
    const ports = 'ports' in opened ? opened.ports : [];
    for (const publisher_id of ids) {
      for (const port of ports) {
        await session.message(keeper, {
          request: 'rtp_forward',
          room,
          publisher_id,
          host: '127.0.0.1',
          host_family: 'ipv4',
          srtp_suite: 80,
          srtp_crypto: randomBytes(30).toString('base64'),
          streams: [{ mid: '0', port }],
        });
      }
    }
    await delay(warmUpMs);
    const before = await arrived(sink);
    const forwarding = await cpuShare(pids, wait);
    const packets = (await arrived(sink)) - before;
    if (packets === 0) throw new Error('it forwarded nothing');
    return {
      publishers,
      live: publishers * forwardsOfEach,
      receiving,
      forwarding,
      packetsPerSecond: (packets * 1000) / measuredMs,
      memoryMb: (await costOf(pids())).memoryMb,
    };
  } finally {
    await browser.close();
    await sink.close();
    await session.close();
  }
}

async function arrived(sink: Helper): Promise<number> {
  const answer = await sink.ask({ what: 'count' } satisfies SinkOrder, sinkAnswerSchema);
  return 'packets' in answer ? answer.packets : 0;
}

/** A picture of a real person that moves a little, at the rate of the small layer. */
async function preparePage(page: Page): Promise<void> {
  const frames = await framesOf('frontal', [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]);
  const pictures = frames.map((jpeg) => `data:image/jpeg;base64,${jpeg.toString('base64')}`);
  await page.evaluate(
    async ({ pictures, width, height, framesPerSecond }) => {
      const images = await Promise.all(
        pictures.map(async (src) => createImageBitmap(await (await fetch(src)).blob())),
      );
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width, height });
      document.body.append(canvas);
      const pen = canvas.getContext('2d');
      let frame = 0;
      setInterval(() => {
        frame += 1;
        const image = images[Math.floor(frame / 4) % images.length];
        if (image) pen?.drawImage(image, frame % 3, 0, width, height);
      }, 1000 / framesPerSecond);
    },
    { pictures, ...loop },
  );
}

/** One more video from the page into the room; resolves with the publisher's number. */
async function publish(session: JanusSession, page: Page, number: number): Promise<number> {
  const handle = await session.attach();
  const joined = await session.eventually(handle, {
    request: 'join',
    ptype: 'publisher',
    room,
    display: `student ${number}`,
  });
  const { id } = z.looseObject({ id: z.number() }).parse(joined.plugindata?.data);
  const sdp = await page.evaluate(async ({ framesPerSecond, bitsPerSecond }) => {
    const canvas = document.querySelector('canvas');
    const track = canvas?.captureStream(framesPerSecond).getVideoTracks()[0];
    if (track === undefined) throw new Error('There is no picture');
    const connection = new RTCPeerConnection();
    const connections = ((globalThis as { connections?: RTCPeerConnection[] }).connections ??= []);
    connections.push(connection);
    connection.addTransceiver(track, {
      direction: 'sendonly',
      sendEncodings: [{ maxBitrate: bitsPerSecond }],
    });
    await connection.setLocalDescription();
    await new Promise<void>((resolve) => {
      connection.addEventListener('icegatheringstatechange', () => {
        if (connection.iceGatheringState === 'complete') resolve();
      });
      if (connection.iceGatheringState === 'complete') resolve();
    });
    return connection.localDescription?.sdp;
  }, loop);
  const body = { request: 'configure' };
  const { jsep } = await session.eventually(handle, body, { type: 'offer', sdp });
  if (jsep === undefined) throw new Error('Janus answered no offer');
  await page.evaluate(async (answer) => {
    const connection = (globalThis as { connections?: RTCPeerConnection[] }).connections?.at(-1);
    if (connection === undefined) throw new Error('There is no connection');
    await connection.setRemoteDescription(answer);
    await new Promise<void>((resolve, reject) => {
      const check = (): void => {
        if (connection.connectionState === 'connected') resolve();
        if (connection.connectionState === 'failed') reject(new Error('The connection failed'));
      };
      connection.addEventListener('connectionstatechange', check);
      check();
    });
  }, jsep);
  return id;
}

/** @throws Error where `check` does not hold within ten seconds */
async function until(check: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    // Not listening yet.
    if (await check().catch(() => false)) return;
    await delay(100);
  }
  throw new Error('Janus did not start');
}
