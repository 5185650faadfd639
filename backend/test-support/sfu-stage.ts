import type { Health } from '@invigil/shared-types';
import { observer, type types } from 'mediasoup';
import { pino } from 'pino';
import { readConfig } from '../src/config.ts';
import type { ExamRoom } from '../src/sfu/exam-room.ts';
import { Sfu, type AgentClient, type Layers } from '../src/sfu/index.ts';
import type { StudentStream } from '../src/sfu/student-stream.ts';
import { dtlsParameters, vp8 } from './media.ts';
import { connectCamera, type CameraOptions, type SyntheticCamera } from './vp8-stream.ts';

export const examId = 'exam';

/** A student by signalling alone: everything is there but the packets. */
export class StageStudent {
  readonly attemptId: string;
  readonly client: AgentClient;
  /** What the student was told to send, oldest first. */
  readonly told: Layers[] = [];
  /** Connections that the server gave up. */
  readonly lost: string[] = [];

  constructor(sfu: Sfu, attemptId: string, exam: string) {
    this.attemptId = attemptId;
    this.client = sfu.openAgent(exam, attemptId, {
      onTransportClosed: (transportId) => this.lost.push(transportId),
      onDemand: (layers) => this.told.push(layers),
    });
  }

  /** Makes a connection and sends video over it; resolves with the producer's identifier. */
  async send(): Promise<string> {
    const { media } = this.client;
    const { id } = await media.createTransport();
    await media.connectTransport(id, dtlsParameters);
    return media.produce(id, vp8);
  }
}

export interface FilmedStudent {
  readonly camera: SyntheticCamera;
  readonly producer: types.Producer;
  readonly stream: StudentStream;
  /** What the camera was told to send, oldest first. */
  readonly told: Layers[];
  leave(): void;
}

/** A media server of its own, with everything that it opens in view. */
export class SfuStage {
  readonly sfu: Sfu;
  /** Students whose video began (true) or ended (false), oldest first. */
  readonly streaming: (readonly [attemptId: string, streaming: boolean])[] = [];
  readonly #routers: Set<types.Router>;
  readonly #stopWatching: () => void;

  private constructor(open: {
    sfu: Sfu;
    routers: Set<types.Router>;
    streaming: (readonly [string, boolean])[];
    stopWatching: () => void;
  }) {
    this.sfu = open.sfu;
    this.streaming = open.streaming;
    this.#routers = open.routers;
    this.#stopWatching = open.stopWatching;
  }

  /** @param environment INVIGIL_… variables */
  static async open(environment: Readonly<Record<string, string>> = {}): Promise<SfuStage> {
    const routers = new Set<types.Router>();
    const onWorker = (worker: types.Worker): void => {
      worker.observer.on('newrouter', (router) => {
        routers.add(router);
        router.observer.once('close', () => routers.delete(router));
      });
    };
    observer.on('newworker', onWorker);
    const streaming: (readonly [string, boolean])[] = [];
    const { sfu: config } = readConfig({
      INVIGIL_SFU_PORT: '0',
      INVIGIL_SFU_WORKERS: '1',
      ...environment,
    });
    const sfu = await Sfu.open(
      { ...config, onStreaming: (_exam, attemptId, on) => streaming.push([attemptId, on]) },
      pino({ level: 'silent' }),
    );
    const stopWatching = (): void => void observer.off('newworker', onWorker);
    return new SfuStage({ sfu, routers, streaming, stopWatching });
  }

  close(): void {
    this.#stopWatching();
    this.sfu.close();
  }

  student(attemptId: string, exam = examId): StageStudent {
    return new StageStudent(this.sfu, attemptId, exam);
  }

  /** A student whose packets flow, and who sends what is asked for. */
  async film(attemptId: string, options: CameraOptions): Promise<FilmedStudent> {
    const told: Layers[] = [];
    const { media } = this.sfu.openAgent(examId, attemptId, {
      onTransportClosed: () => undefined,
      onDemand: () => undefined,
    });
    const room = this.room();
    const stay = await room.place();
    const { camera, producer, transport } = await connectCamera(stay.hall.router, options);
    room.addProducer(attemptId, stay.hall, producer, (layers) => {
      told.push(layers);
      camera.sendLayers(layers);
    });
    const stream = room.streamOf(attemptId);
    if (stream === undefined) throw new Error('the stream ended at once');
    const leave = (): void => {
      transport.close();
      stay.leave();
      media.close();
    };
    return { camera, producer, stream, told, leave };
  }

  room(exam = examId): ExamRoom {
    const room = this.sfu.room(exam);
    if (room === undefined) throw new Error('The room is not open');
    return room;
  }

  get stats(): Health['sfu'] {
    return this.sfu.stats;
  }

  /** What the media workers themselves say is open, the connections for stills and pipes included. */
  async dumped(): Promise<Record<'routers' | 'transports' | 'producers' | 'consumers', number>> {
    const dumps = await Promise.all([...this.#routers].map((router) => router.dump()));
    const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
    const consumers = dumps.flatMap((dump) =>
      dump.mapProducerIdConsumerIds.map(({ values }) => values.length),
    );
    return {
      routers: dumps.length,
      transports: sum(dumps.map(({ transportIds }) => transportIds.length)),
      producers: sum(dumps.map(({ mapProducerIdConsumerIds }) => mapProducerIdConsumerIds.length)),
      consumers: sum(consumers),
    };
  }
}
