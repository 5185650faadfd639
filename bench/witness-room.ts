import { fork, type ChildProcess } from 'node:child_process';
import { createWorker, type types } from 'mediasoup';
import sharp from 'sharp';
import type { Config } from '../backend/src/config.ts';
import { ExamRoom } from '../backend/src/sfu/exam-room.ts';
import { framesOf } from '../backend/test-support/footage.ts';
import { keyFrameOf, SyntheticCamera } from '../backend/test-support/vp8-stream.ts';
import type { CamerasOrder } from './witness-cameras.ts';

export const examId = 'bench';

/** CPU time, milliseconds. */
export interface CpuTime {
  /** Of this process, all its threads. */
  readonly node: number;
  /** Of the media worker. */
  readonly worker: number;
}

/** An exam's room with so many students who send video from another process. */
export class BenchRoom {
  readonly room: ExamRoom;
  readonly attemptIds: readonly string[];
  readonly #worker: types.Worker;
  readonly #cameras: ChildProcess;

  private constructor(
    room: ExamRoom,
    attemptIds: readonly string[],
    worker: types.Worker,
    cameras: ChildProcess,
  ) {
    this.room = room;
    this.attemptIds = attemptIds;
    this.#worker = worker;
    this.#cameras = cameras;
  }

  static async open(students: number, { sfu }: Config): Promise<BenchRoom> {
    const worker = await createWorker({ logLevel: 'error' });
    const webRtcServer = await worker.createWebRtcServer({
      listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
    });
    const room = await ExamRoom.open(
      examId,
      { worker, webRtcServer, routers: 0 },
      { ...sfu, onStreaming: () => undefined },
    );
    const attemptIds = Array.from({ length: students }, (_, index) => `student-${index}`);
    const [frame] = await framesOf('frontal', [1]);
    const picture = sharp(frame).resize(320, 180);
    const order: CamerasOrder = {
      keyFrame: (await keyFrameOf(picture)).toString('base64'),
      students: [],
    };
    for (const [index, attemptId] of attemptIds.entries()) {
      const ssrc = 10_000 + index;
      order.students.push({ ssrc, port: await addStudent(room, attemptId, ssrc) });
    }
    const cameras = fork(new URL('./witness-cameras.ts', import.meta.url), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    cameras.send(order);
    return new BenchRoom(room, attemptIds, worker, cameras);
  }

  async cpuTime(): Promise<CpuTime> {
    const { user, system } = process.cpuUsage();
    const { ru_utime, ru_stime } = await this.#worker.getResourceUsage();
    return { node: (user + system) / 1000, worker: ru_utime + ru_stime };
  }

  close(): void {
    this.#cameras.disconnect();
    this.#worker.close();
  }
}

/** Resolves with the port at which the student's video is received. */
async function addStudent(room: ExamRoom, attemptId: string, ssrc: number): Promise<number> {
  const transport = await room.router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    comedia: true,
  });
  const { rtpParameters } = new SyntheticCamera(
    { layers: [Buffer.alloc(0)], firstSsrc: ssrc },
    () => undefined,
  );
  room.addProducer(attemptId, await transport.produce({ kind: 'video', rtpParameters }));
  return transport.tuple.localPort;
}
