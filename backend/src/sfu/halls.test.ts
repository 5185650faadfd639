import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { types } from 'mediasoup';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { SfuStage, examId, type StageStudent } from '../../test-support/sfu-stage.ts';
import { eventually } from '../../test-support/test-client.ts';
import { keyFrameOf } from '../../test-support/vp8-stream.ts';
import type { WallClient } from './index.ts';
import { KeyFrameAssembler } from './witness/key-frame-assembler.ts';

let stage: SfuStage;
afterEach(() => stage.close());

/** So many students who send, one after the other. */
async function seated(count: number, exam?: string): Promise<StageStudent[]> {
  const students = Array.from({ length: count }, (_, number) =>
    stage.student(`student-${number}`, exam),
  );
  for (const student of students) await student.send();
  return students;
}

async function seatedAtOnce(count: number): Promise<StageStudent[]> {
  const students = Array.from({ length: count }, (_, number) => stage.student(`student-${number}`));
  await Promise.all(students.map((student) => student.send()));
  return students;
}

/** A wall, and what it was told. */
function openWall(exam = examId): WallClient & { closed: string[]; ended: string[] } {
  const closed: string[] = [];
  const ended: string[] = [];
  const client = stage.sfu.openWall(exam, {
    onTransportClosed: (transportId) => closed.push(transportId),
    onConsumerClosed: (attemptId) => ended.push(attemptId),
  });
  return { ...client, closed, ended };
}

/** Asks for a student's video as a wall does: where it is sent elsewhere it connects there. */
async function consume(
  { media, rtpCapabilities }: WallClient,
  transports: Map<string, string>,
  attemptId: string,
) {
  for (;;) {
    const offer = await media.consume(attemptId, [...transports.keys()], rtpCapabilities);
    if (offer.state === 'ready') return { ...offer, outlet: transports.get(offer.transportId) };
    const { id } = await media.createTransport(offer.outlet);
    transports.set(id, offer.outlet);
  }
}

/** Ports that no other test pipes over. */
const pipePort = 62_000;

/** Takes UDP ports away from everybody else on this machine. */
async function holdPorts(first: number, count: number): Promise<() => Promise<void>> {
  const sockets = Array.from({ length: count }, () => createSocket('udp4'));
  await Promise.all(
    sockets.map(async (socket, index) => {
      socket.bind(first + index, '127.0.0.1');
      await once(socket, 'listening');
    }),
  );
  return async () => {
    await Promise.all(
      sockets.map(async (socket) => {
        socket.close();
        await once(socket, 'close');
      }),
    );
  };
}

const hallOf = (attemptId: string, exam?: string) => stage.room(exam).streamOf(attemptId)?.hall;

describe('the students of an exam', () => {
  it('fill one hall, then one on another worker, then both evenly', async () => {
    stage = await SfuStage.open({ INVIGIL_SFU_WORKERS: '2', INVIGIL_SFU_STUDENTS_PER_HALL: '3' });
    await seated(10);
    const halls = Array.from({ length: 10 }, (_, number) => hallOf(`student-${number}`));
    const [first, , , second] = halls;
    expect(halls.slice(0, 6)).toEqual([first, first, first, second, second, second]);
    expect(first?.load).not.toBe(second?.load);
    expect([first?.students, second?.students]).toEqual([5, 5]);
    expect(stage.stats.routers).toBe(2);
  });

  it('find one hall, too, when all come at once', async () => {
    stage = await SfuStage.open({ INVIGIL_SFU_WORKERS: '2', INVIGIL_SFU_STUDENTS_PER_HALL: '3' });
    const students = await seatedAtOnce(6);
    const halls = new Set(students.map(({ attemptId }) => hallOf(attemptId)));
    expect([...halls].map((hall) => hall?.students)).toEqual([3, 3]);
  });

  it('of a second exam are placed where less is done', async () => {
    stage = await SfuStage.open({ INVIGIL_SFU_WORKERS: '2' });
    await seated(3, 'first');
    await seated(1, 'second');
    await seated(1, 'third');
    const [first, second, third] = ['first', 'second', 'third'].map((exam) =>
      hallOf('student-0', exam),
    );
    expect(second?.load).not.toBe(first?.load);
    expect(third?.load).toBe(second?.load);
  });

  it('leave no place taken where they go while their connection is being made', async () => {
    stage = await SfuStage.open();
    // Keeps the exam's room open.
    openWall();
    const { client } = stage.student('student-0');
    const making = client.media.createTransport();
    // The hall is there and closes with its only student, whose connection was to lead there.
    while (stage.stats.routers === 0) await new Promise((resolve) => setImmediate(resolve));
    client.media.close();
    await expect(making).rejects.toMatchObject({ reason: 'released' });
    expect(stage.stats.routers).toBe(0);
    expect(stage.sfu.workerLoads.map(({ total }) => total)).toEqual([0]);
  });

  it('close a hall with the last of them, and the place of one who left is taken again', async () => {
    stage = await SfuStage.open({ INVIGIL_SFU_WORKERS: '2', INVIGIL_SFU_STUDENTS_PER_HALL: '2' });
    const [, , third] = await seated(3);
    expect(stage.stats.routers).toBe(2);
    third?.client.media.close();
    await eventually(() => expect(stage.stats.routers).toBe(1));
    expect(await stage.dumped()).toMatchObject({ routers: 1, transports: 2, producers: 2 });
  });
});

describe('a wall', () => {
  it('watches every student over one connection to each worker', async () => {
    stage = await SfuStage.open({ INVIGIL_SFU_WORKERS: '2', INVIGIL_SFU_STUDENTS_PER_HALL: '3' });
    await seated(6);
    const wall = openWall();
    const transports = new Map<string, string>();
    for (let number = 0; number < 6; number += 1) {
      await consume(wall, transports, `student-${number}`);
    }
    expect(transports.size).toBe(2);
    expect(stage.stats).toMatchObject({ consumers: 6, pipes: 0 });
  });

  it('gets a stream by way of another worker where its own has enough to do', async () => {
    stage = await SfuStage.open({
      INVIGIL_SFU_WORKERS: '2',
      INVIGIL_SFU_CONSUMERS_PER_WORKER: '2',
    });
    await seated(2);
    const walls = [openWall(), openWall(), openWall()] as const;
    const outlets: (string | undefined)[] = [];
    for (const wall of walls) {
      outlets.push((await consume(wall, new Map(), 'student-0')).outlet);
    }
    const own = hallOf('student-0')?.id;
    expect(outlets.slice(0, 2)).toEqual([own, own]);
    expect(outlets[2]).not.toBe(own);
    expect(stage.stats).toMatchObject({ routers: 2, consumers: 3, pipes: 1 });

    // Another one who is sent there shares the pipe, and the pipe goes with the last of them.
    const fourth = openWall();
    expect((await consume(fourth, new Map(), 'student-0')).outlet).toBe(outlets[2]);
    expect(stage.stats).toMatchObject({ consumers: 4, pipes: 1 });
    walls[2].media.release('student-0');
    expect(stage.stats.pipes).toBe(1);
    fourth.media.release('student-0');
    await eventually(() => expect(stage.stats.pipes).toBe(0));
    // Two students and four walls; nothing is left between the workers.
    await eventually(async () => expect((await stage.dumped()).transports).toBe(6));
  });

  it('is not sent to and fro: whoever was sent somewhere gets the video there', async () => {
    stage = await SfuStage.open({
      INVIGIL_SFU_WORKERS: '2',
      INVIGIL_SFU_CONSUMERS_PER_WORKER: '1',
    });
    await seated(2);
    const first = openWall();
    await consume(first, new Map(), 'student-0');
    const { media, rtpCapabilities } = openWall();
    const sent = await media.consume('student-1', [], rtpCapabilities);
    if (sent.state === 'ready') throw new Error('it has no connection yet');
    // Meanwhile the student's own worker has time again.
    first.media.close();
    const { id } = await media.createTransport(sent.outlet);
    expect(await media.consume('student-1', [id], rtpCapabilities)).toMatchObject({
      state: 'ready',
      transportId: id,
    });
    expect(stage.stats.pipes).toBe(1);
  });

  it('keeps no hall open to which it was sent and never came', async () => {
    stage = await SfuStage.open({
      INVIGIL_SFU_WORKERS: '2',
      INVIGIL_SFU_CONSUMERS_PER_WORKER: '1',
    });
    await seated(1);
    await consume(openWall(), new Map(), 'student-0');
    for (const goes of ['releases', 'closes'] as const) {
      const { media, rtpCapabilities } = openWall();
      await media.consume('student-0', [], rtpCapabilities);
      expect(stage.stats.routers).toBe(2);
      if (goes === 'releases') media.release('student-0');
      else media.close();
      await eventually(() => expect(stage.stats.routers).toBe(1));
    }
  });

  it('gets the picture itself over a pipe, also while several ask at once', async () => {
    stage = await SfuStage.open({
      INVIGIL_SFU_WORKERS: '2',
      INVIGIL_SFU_CONSUMERS_PER_WORKER: '1',
    });
    const create = { width: 320, height: 180, channels: 3, background: '#447755' } as const;
    const keyFrame = await keyFrameOf(sharp({ create }));
    const { stream } = await stage.film('student', { layers: [keyFrame] });
    // One consumer is as much as the own worker may have.
    await consume(openWall(), new Map(), 'student');
    const { hall } = await stage.room().outletFor(stream);
    expect(hall).not.toBe(stream.hall);
    const transport = await hall.router.createDirectTransport();
    const consumers = await Promise.all(
      [1, 2, 3].map(() => stream.consume(hall, transport, stage.sfu.rtpCapabilities)),
    );
    expect(stage.stats.pipes).toBe(1);
    await Promise.all(
      consumers.map(async (consumer) => {
        const assembler = new KeyFrameAssembler();
        const seen = new Promise((resolve) => {
          consumer.on('rtp', (packet) => {
            const frame = assembler.push(packet);
            if (frame !== null) resolve(frame);
          });
        });
        await consumer.resume();
        expect(await seen).toMatchObject({ width: 320, height: 180 });
      }),
    );
    transport.close();
    await eventually(() => expect(stage.stats.pipes).toBe(0));
  });
});

describe('a pipe', () => {
  it('that broke is made anew for the next who watches over it', async () => {
    stage = await SfuStage.open({
      INVIGIL_SFU_WORKERS: '2',
      INVIGIL_SFU_CONSUMERS_PER_WORKER: '2',
    });
    await seated(1);
    for (const wall of [openWall(), openWall()]) await consume(wall, new Map(), 'student-0');
    const wall = openWall();
    const transports = new Map<string, string>();
    const pipes: types.Transport[] = [];
    const offer = await wall.media.consume('student-0', [], wall.rtpCapabilities);
    if (offer.state === 'ready') throw new Error('it has no connection yet');
    const { outlet } = offer;
    const hall = stage.room().hall(outlet);
    hall?.router.observer.on('newtransport', (transport) => {
      if (transport.type === 'pipe') pipes.push(transport);
    });
    transports.set((await wall.media.createTransport(outlet)).id, outlet);
    await consume(wall, transports, 'student-0');
    expect(pipes).toHaveLength(1);
    pipes[0]?.close();
    // The consumers of the broken one have not even heard of it.
    const other = openWall();
    await consume(other, new Map(), 'student-0');
    expect(pipes).toHaveLength(2);
    await eventually(() => expect(wall.ended).toEqual(['student-0']));
    expect((await consume(wall, transports, 'student-0')).outlet).toBe(outlet);
    expect(other.ended).toEqual([]);
    expect(stage.stats).toMatchObject({ consumers: 4, pipes: 1 });
  });

  it('that cannot be made is done without: the own worker sends, however much it has to do', async () => {
    stage = await SfuStage.open({
      INVIGIL_SFU_WORKERS: '2',
      INVIGIL_SFU_CONSUMERS_PER_WORKER: '1',
      INVIGIL_SFU_PIPE_PORT: String(pipePort),
    });
    await seated(1);
    await consume(openWall(), new Map(), 'student-0');
    const wall = openWall();
    const transports = new Map<string, string>();
    const release = await holdPorts(pipePort, 1000);
    const video = await consume(wall, transports, 'student-0');
    expect(video.outlet).toBe(hallOf('student-0')?.id);
    await release();
    // Two workers that could not be connected once are not tried again.
    expect((await consume(openWall(), new Map(), 'student-0')).outlet).toBe(video.outlet);
    expect(stage.stats).toMatchObject({ consumers: 3, pipes: 0 });
  });
});

describe('a media worker that dies', () => {
  const killWorkerOf = (attemptId: string): void => {
    const hall = hallOf(attemptId);
    // The worker with this hall is the one whose death closes it; its process is found by its load.
    const pid = stage.sfu.workerPids[stage.sfu.workerLoads.indexOf(hall!.load)];
    process.kill(pid!, 'SIGKILL');
  };

  it('takes along only what lived on it, and its students come back on another at once', async () => {
    stage = await SfuStage.open({
      INVIGIL_SFU_WORKERS: '2',
      INVIGIL_SFU_STUDENTS_PER_HALL: '2',
      // None is replaced in this test: those who are left have to do.
      INVIGIL_SFU_RESTART_DELAY_MS: '60000',
    });
    const students = await seated(4);
    const wall = openWall();
    const transports = new Map<string, string>();
    for (const { attemptId } of students) await consume(wall, transports, attemptId);
    const [first, second, third, fourth] = students;
    const killedAt = performance.now();
    killWorkerOf('student-0');
    await eventually(() => expect(first?.lost).toHaveLength(1));
    expect(second?.lost).toHaveLength(1);
    expect([third?.lost, fourth?.lost]).toEqual([[], []]);
    expect(wall.closed).toHaveLength(1);
    expect(wall.ended.toSorted()).toEqual(['student-0', 'student-1']);
    expect(stage.streaming.slice(-2)).toEqual([
      ['student-0', false],
      ['student-1', false],
    ]);

    // The wall asks for what it lost while the students are still on their way.
    for (const transportId of wall.closed) transports.delete(transportId);
    const back = ['student-0', 'student-1'].map((attemptId) =>
      consume(wall, transports, attemptId),
    );
    await Promise.all([first?.send(), second?.send()]);
    await Promise.all(back);
    expect(performance.now() - killedAt).toBeLessThan(5000);
    expect(stage.stats).toMatchObject({ workers: 1, routers: 1, producers: 4, consumers: 4 });
    expect(transports.size).toBe(1);
  });

  it('is waited for where it was the only one', async () => {
    stage = await SfuStage.open({ INVIGIL_SFU_RESTART_DELAY_MS: '100' });
    const [student] = await seated(1);
    const wall = openWall();
    const transports = new Map<string, string>();
    await consume(wall, transports, 'student-0');
    const killedAt = performance.now();
    killWorkerOf('student-0');
    await eventually(() => expect(wall.ended).toEqual(['student-0']));
    transports.clear();
    await Promise.all([student?.send(), consume(wall, transports, 'student-0')]);
    expect(performance.now() - killedAt).toBeLessThan(5000);
    expect(stage.stats).toMatchObject({ workers: 1, producers: 1, consumers: 1 });
  });

  it('is waited for by a whole exam without a warning', async () => {
    stage = await SfuStage.open({ INVIGIL_SFU_RESTART_DELAY_MS: '100' });
    await seated(1);
    killWorkerOf('student-0');
    await eventually(() => expect(stage.stats.workers).toBe(0));
    const warnings: string[] = [];
    const onWarning = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', onWarning);
    await seatedAtOnce(30);
    process.off('warning', onWarning);
    expect(stage.stats.producers).toBe(30);
    expect(warnings).toEqual([]);
  });

  it('is no fault of the server’s for a wall that was just telling it something', async () => {
    stage = await SfuStage.open();
    await seated(1);
    const wall = openWall();
    await consume(wall, new Map(), 'student-0');
    killWorkerOf('student-0');
    await expect(wall.media.resume('student-0')).rejects.toMatchObject({
      reason: 'consumer_unknown',
    });
  });

  it('breaks only the pipe where it was in between', async () => {
    stage = await SfuStage.open({
      INVIGIL_SFU_WORKERS: '2',
      INVIGIL_SFU_CONSUMERS_PER_WORKER: '1',
    });
    const [student] = await seated(1);
    await consume(openWall(), new Map(), 'student-0');
    const wall = openWall();
    const transports = new Map<string, string>();
    const { outlet } = await consume(wall, transports, 'student-0');
    const between = stage.room().hall(outlet ?? '');
    const at = stage.sfu.workerLoads.findIndex((load) => load === between?.load);
    process.kill(stage.sfu.workerPids[at]!, 'SIGKILL');
    await eventually(() => expect(wall.ended).toEqual(['student-0']));
    expect(student?.lost).toEqual([]);
    expect(stage.stats).toMatchObject({ producers: 1, consumers: 1, pipes: 0 });
    transports.clear();
    await consume(wall, transports, 'student-0');
    expect(stage.stats.consumers).toBe(2);
  });
});
