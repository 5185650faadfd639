import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { types } from 'mediasoup';
import type { Hall } from '../../backend/src/sfu/hall.ts';
import { KeyFrameAssembler } from '../../backend/src/sfu/witness/key-frame-assembler.ts';
import type { SfuBench } from './stage.ts';

/** A student is not asked again so soon: a media worker asks for a key frame once a second at most. */
const pauseMs = 20;
const patienceMs = 5000;

/**
 * Takes one student's video after the other, as a wall does when a tile comes into view.
 * @returns from resuming to the first whole key frame at the receiver, milliseconds each
 */
export async function firstFrames(bench: SfuBench, samples: number): Promise<number[]> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const connections = new Map<Hall, types.PlainTransport>();
  const times: number[] = [];
  try {
    for (let sample = 0; sample < samples; sample += 1) {
      // Through all of them, in an order that does not follow their places.
      const student = (sample * 37) % bench.attemptIds.length;
      const stream = bench.room.streamOf(bench.attemptIds[student] ?? '');
      if (stream === undefined) throw new Error('A student sends nothing');
      const { hall, leave } = await bench.room.outletFor(stream);
      const connection = connections.get(hall) ?? (await connect(hall, socket.address().port));
      connections.set(hall, connection);
      leave();
      const consumer = await stream.consume(hall, connection, bench.sfu.rtpCapabilities);
      const seen = keyFrame(socket, consumer);
      const resumedAt = performance.now();
      await consumer.resume();
      await seen;
      times.push(performance.now() - resumedAt);
      consumer.close();
      await delay(pauseMs);
    }
  } finally {
    for (const connection of connections.values()) connection.close();
    socket.close();
  }
  return times;
}

async function connect(hall: Hall, port: number): Promise<types.PlainTransport> {
  const transport = await hall.router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
  });
  await transport.connect({ ip: '127.0.0.1', port });
  return transport;
}

async function keyFrame(
  socket: ReturnType<typeof createSocket>,
  consumer: types.Consumer,
): Promise<void> {
  const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc;
  const assembler = new KeyFrameAssembler();
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const onPacket = (packet: Buffer): void => {
    if (packet.length < 12 || packet.readUInt32BE(8) !== ssrc) return;
    if (assembler.push(packet) !== null) resolve(undefined);
  };
  const patience = setTimeout(() => reject(new Error('No key frame came')), patienceMs);
  socket.on('message', onPacket);
  try {
    await promise;
  } finally {
    clearTimeout(patience);
    socket.off('message', onPacket);
  }
}
