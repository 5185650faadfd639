import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dtlsParameters, vp8 } from '../../test-support/media.ts';
import { SfuStage } from '../../test-support/sfu-stage.ts';
import { eventually } from '../../test-support/test-client.ts';
import type { CheckLoop } from './index.ts';

let stage: SfuStage;
let lost: string[];
beforeEach(async () => {
  lost = [];
  stage = await SfuStage.open({ INVIGIL_CHECKS_AT_ONCE: '3', INVIGIL_SFU_RESTART_DELAY_MS: '50' });
});
afterEach(() => stage.close());

const open = (attemptId = 'ada'): CheckLoop =>
  stage.sfu.openCheck(attemptId, { onTransportClosed: (id) => lost.push(id) });

/** A loop on which video is sent, as far as signalling goes. */
async function sending(loop = open()) {
  const { send, receive, routerRtpCapabilities } = await loop.start();
  await loop.connect(send.id, dtlsParameters);
  const producerId = await loop.produce(vp8);
  return { loop, send, receive, producerId, routerRtpCapabilities };
}

const nothing = { routers: 0, transports: 0, producers: 0, consumers: 0 };
const nothingLeft = () => eventually(async () => expect(await stage.dumped()).toEqual(nothing));

describe('a try of the way of the video', () => {
  it('gives back what is sent, over UDP and TCP as in the exam', async () => {
    const loop = open();
    const { send, receive, routerRtpCapabilities } = await loop.start();
    for (const { iceCandidates } of [send, receive]) {
      expect(iceCandidates.map(({ protocol }) => protocol)).toEqual(['udp', 'tcp']);
    }
    await expect(loop.produce(vp8)).rejects.toMatchObject({ reason: 'transport_not_connected' });
    await loop.connect(send.id, dtlsParameters);
    await expect(loop.consume(routerRtpCapabilities)).rejects.toMatchObject({
      reason: 'stream_timeout',
    });
    const producerId = await loop.produce(vp8);
    await expect(loop.produce(vp8)).rejects.toMatchObject({ reason: 'producer_exists' });
    const consumer = await loop.consume(routerRtpCapabilities);
    expect(consumer).toMatchObject({ producerId, kind: 'video' });
    expect(consumer.rtpParameters.codecs[0]?.mimeType).toBe('video/VP8');
    // One that asks again gets a new one instead.
    expect((await loop.consume(routerRtpCapabilities)).consumerId).not.toBe(consumer.consumerId);
    expect(await stage.dumped()).toEqual({ routers: 1, transports: 2, producers: 1, consumers: 1 });
    loop.close();
    await nothingLeft();
    expect(lost).toEqual([]);
  });

  it('is in no figure of an exam, and in one of its own', async () => {
    await sending();
    expect(stage.stats).toMatchObject({ ...nothing, checks: 1 });
    expect(stage.sfu.workerLoads.map(({ total }) => total)).toEqual([0]);
    expect(stage.streaming).toEqual([]);
  });

  it('is the same when it is asked for again, until it is stopped', async () => {
    const loop = open();
    const [first, second] = await Promise.all([loop.start(), loop.start()]);
    expect(second).toEqual(first);
    loop.close();
    loop.close();
    await expect(loop.connect(first.send.id, dtlsParameters)).rejects.toMatchObject({
      reason: 'transport_unknown',
    });
    await expect(loop.produce(vp8)).rejects.toMatchObject({ reason: 'transport_unknown' });
    expect(stage.stats.checks).toBe(0);
  });

  it('shares one router with the others on its worker, which goes with the last', async () => {
    const one = await sending(open('ada'));
    const other = await sending(open('luz'));
    expect(await stage.dumped()).toMatchObject({ routers: 1, producers: 2 });
    one.loop.close();
    await eventually(async () =>
      expect(await stage.dumped()).toMatchObject({ routers: 1, producers: 1 }),
    );
    other.loop.close();
    await nothingLeft();
    expect((await sending()).producerId).not.toBe('');
  });

  it('is one for each student: a new one ends the one before', async () => {
    const { loop } = await sending();
    await sending();
    expect(loop.closed).toBe(true);
    expect(stage.stats.checks).toBe(1);
    await eventually(async () => expect(await stage.dumped()).toMatchObject({ producers: 1 }));
  });

  it('is refused where as many run as may', async () => {
    const [first] = ['ada', 'luz', 'kim'].map((id) => open(id));
    expect(() => open('eve')).toThrow(expect.objectContaining({ reason: 'check_limit' }));
    // Whoever has one may begin anew.
    open('ada');
    expect(first?.closed).toBe(true);
    expect(stage.stats.checks).toBe(3);
  });

  it('that is stopped while it is being opened leaves nothing', async () => {
    const loop = open();
    const starting = loop.start();
    loop.close();
    await expect(starting).rejects.toMatchObject({ reason: 'released' });
    await nothingLeft();
  });

  it('takes nothing that is not understood', async () => {
    const { loop, receive, routerRtpCapabilities } = await sending();
    await expect(loop.connect('elsewhere', dtlsParameters)).rejects.toMatchObject({
      reason: 'transport_unknown',
    });
    await expect(loop.consume({ codecs: [] })).rejects.toMatchObject({ reason: 'media_refused' });
    await loop.connect(receive.id, dtlsParameters);
    await loop.consume(routerRtpCapabilities);
  });

  it('ends, and says so, when its media worker dies; the next one goes on another', async () => {
    const { send, receive } = await sending();
    for (const pid of stage.sfu.workerPids) process.kill(pid, 'SIGKILL');
    await eventually(() => expect(stage.stats.checks).toBe(0));
    expect([send.id, receive.id]).toContain(lost[0]);
    await sending();
    expect(stage.stats.checks).toBe(1);
  });
});

describe('a try that nobody stops', () => {
  it('ends after its time, and says so', async () => {
    stage.close();
    stage = await SfuStage.open({ INVIGIL_CHECK_TIMEOUT_MS: '60' });
    const { send, receive } = await sending();
    await eventually(() => expect(lost.sort()).toEqual([send.id, receive.id].sort()));
    expect(stage.stats.checks).toBe(0);
    await nothingLeft();
  });
});
