import { fork, type ChildProcess } from 'node:child_process';
import sharp from 'sharp';
import type { Config } from '../backend/src/config.ts';
import { openLog } from '../backend/src/ops/index.ts';
import { ExamRoom } from '../backend/src/sfu/exam-room.ts';
import { WorkerPool } from '../backend/src/sfu/worker-pool.ts';
import { framesOf } from '../backend/test-support/footage.ts';
import { keyFrameOf } from '../backend/test-support/vp8-stream.ts';
import { openPlainInput, plainVp8 } from '../scripts/stage/crowd-video.ts';
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
  readonly #pool: WorkerPool;
  readonly #cameras: ChildProcess;

  private constructor(
    room: ExamRoom,
    attemptIds: readonly string[],
    pool: WorkerPool,
    cameras: ChildProcess,
  ) {
    this.room = room;
    this.attemptIds = attemptIds;
    this.#pool = pool;
    this.#cameras = cameras;
  }

  static async open(students: number, { sfu }: Config): Promise<BenchRoom> {
    const one = { ...sfu, workers: 1, port: 0 };
    const pool = await WorkerPool.open(one, openLog('error'));
    const room = new ExamRoom(pool, 'continuous', {
      ...one,
      studentsPerHall: students,
      onStreaming: () => undefined,
    });
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
    return new BenchRoom(room, attemptIds, pool, cameras);
  }

  async cpuTime(): Promise<CpuTime> {
    const { user, system } = process.cpuUsage();
    const [pooled] = await this.#pool.available();
    if (pooled === undefined) throw new Error('The media worker died');
    const { ru_utime, ru_stime } = await pooled.worker.getResourceUsage();
    return { node: (user + system) / 1000, worker: ru_utime + ru_stime };
  }

  close(): void {
    this.#cameras.disconnect();
    this.#pool.close();
  }
}

/** Resolves with the port at which the student's video is received. */
async function addStudent(room: ExamRoom, attemptId: string, ssrc: number): Promise<number> {
  const { hall } = await room.place();
  const transport = await openPlainInput(hall.router);
  const rtpParameters = plainVp8(ssrc, attemptId);
  const producer = await transport.produce({ kind: 'video', rtpParameters });
  room.addProducer(attemptId, hall, producer, () => undefined);
  return transport.tuple.localPort;
}
