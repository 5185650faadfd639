import { randomBytes } from 'node:crypto';
import type { types } from 'mediasoup';
import { readConfig } from '../../backend/src/config.ts';
import { openLog } from '../../backend/src/ops/index.ts';
import type { Hall } from '../../backend/src/sfu/hall.ts';
import { Sfu, type ExamRoom } from '../../backend/src/sfu/index.ts';
import { openPlainInput, plainVp8 } from '../../scripts/stage/crowd-video.ts';
import type { CamerasOrder } from './cameras.ts';
import { Helper } from './helper.ts';
import { sinkAnswerSchema, type SinkOrder } from './sink.ts';

const examId = 'bench';
/** Per wall, as the console's budget is by default. */
export const liveOfWall = 24;
export const consumersOfWall = 48;
/** One invigilator for so many students. */
export const studentsPerWall = 40;

/** For each wall the students whose video it plays, and those whose video it merely keeps ready. */
export interface WallView {
  readonly live: readonly number[];
  readonly warm: readonly number[];
}

/** Walls that look at different parts of the exam. */
export function wallViews(students: number): WallView[] {
  const walls = Math.ceil(students / studentsPerWall);
  return Array.from({ length: walls }, (_, wall) => {
    const seen = Array.from(
      { length: Math.min(consumersOfWall, students) },
      (_unused, place) => (wall * studentsPerWall + place) % students,
    );
    return { live: seen.slice(0, liveOfWall), warm: seen.slice(liveOfWall) };
  });
}

/** The product's media server, with students who send and walls that take, each in their own process. */
export class SfuBench {
  readonly sfu: Sfu;
  readonly room: ExamRoom;
  readonly attemptIds: readonly string[];
  readonly #cameras: Helper;
  readonly #sink: Helper;

  private constructor(open: {
    sfu: Sfu;
    room: ExamRoom;
    attemptIds: readonly string[];
    cameras: Helper;
    sink: Helper;
  }) {
    this.sfu = open.sfu;
    this.room = open.room;
    this.attemptIds = open.attemptIds;
    this.#cameras = open.cameras;
    this.#sink = open.sink;
  }

  /** @param settings INVIGIL_SFU_… variables beside a free port */
  static async open(
    students: number,
    settings: Readonly<Record<string, string>>,
  ): Promise<SfuBench> {
    const { sfu: config } = readConfig({ INVIGIL_SFU_PORT: '0', ...settings });
    const sfu = await Sfu.open({ ...config, onStreaming: () => undefined }, openLog('error'));
    // Keeps the room open.
    sfu.openWall(examId, {
      onTransportClosed: () => undefined,
      onConsumerClosed: () => undefined,
    });
    const room = sfu.room(examId);
    if (room === undefined) throw new Error('There is no room');
    const attemptIds = Array.from({ length: students }, (_, index) => `student-${index}`);
    const order: CamerasOrder = { students: [] };
    for (const [index, attemptId] of attemptIds.entries()) {
      const { hall } = await room.place();
      const transport = await openPlainInput(hall.router);
      const ssrc = 10_000 + index;
      const producer = await transport.produce({
        kind: 'video',
        rtpParameters: plainVp8(ssrc, attemptId),
      });
      room.addProducer(attemptId, hall, producer, () => undefined);
      order.students.push({ ssrc, port: transport.tuple.localPort });
    }
    const cameras = await new Helper('cameras').ready();
    cameras.send(order);
    return new SfuBench({ sfu, room, attemptIds, cameras, sink: new Helper('sink') });
  }

  /**
   * Opens walls: one encrypted connection to each worker, the live videos resumed and the warm ones
   * paused.
   * @returns streams that are being forwarded
   */
  async openWalls(views: readonly WallView[]): Promise<number> {
    const order: SinkOrder = { what: 'open', ports: views.length };
    const answer = await this.#sink.ask(order, sinkAnswerSchema);
    if (!('ports' in answer)) throw new Error('The sink opened nothing');
    let live = 0;
    for (const [wall, view] of views.entries()) {
      const connections = new Map<Hall, types.PlainTransport>();
      for (const student of [...view.live, ...view.warm]) {
        const stream = this.room.streamOf(this.attemptIds[student] ?? '');
        if (stream === undefined) throw new Error('A student sends nothing');
        const { hall, leave } = await this.room.outletFor(stream);
        const connection = connections.get(hall) ?? (await this.#connect(hall, answer.ports[wall]));
        connections.set(hall, connection);
        leave();
        const consumer = await stream.consume(hall, connection, this.sfu.rtpCapabilities);
        if (!view.live.includes(student)) continue;
        await consumer.resume();
        live += 1;
      }
    }
    return live;
  }

  /** Packets that have arrived at the walls. */
  async arrived(): Promise<number> {
    const answer = await this.#sink.ask({ what: 'count' } satisfies SinkOrder, sinkAnswerSchema);
    return 'packets' in answer ? answer.packets : 0;
  }

  async close(): Promise<void> {
    await this.#cameras.close();
    await this.#sink.close();
    this.sfu.close();
  }

  async #connect(hall: Hall, port: number | undefined): Promise<types.PlainTransport> {
    if (port === undefined) throw new Error('The sink has too few ports');
    const cryptoSuite = 'AES_CM_128_HMAC_SHA1_80';
    const transport = await hall.router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
      // Browsers get nothing unencrypted, and encrypting is a good part of the work.
      enableSrtp: true,
      srtpCryptoSuite: cryptoSuite,
    });
    const srtpParameters = { cryptoSuite, keyBase64: randomBytes(30).toString('base64') } as const;
    await transport.connect({ ip: '127.0.0.1', port, srtpParameters });
    return transport;
  }
}
