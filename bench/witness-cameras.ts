import { createSocket } from 'node:dgram';
import { z } from 'zod';
import { SyntheticCamera } from '../backend/test-support/vp8-stream.ts';

/* The students of the witness bench, in a process of their own so that their cost is not the server's. */

const orderSchema = z.object({
  /** In base64. */
  keyFrame: z.string(),
  /** Where each of them sends its video, on this machine. */
  students: z.array(z.object({ port: z.number().int(), ssrc: z.number().int() })),
});
export type CamerasOrder = z.infer<typeof orderSchema>;

process.on('message', (message) => {
  const { keyFrame, students } = orderSchema.parse(message);
  const layers = [Buffer.from(keyFrame, 'base64')];
  for (const { port, ssrc } of students) {
    const socket = createSocket('udp4');
    const send = (packet: Buffer): void => socket.send(packet, port, '127.0.0.1');
    const camera = new SyntheticCamera({ layers, firstSsrc: ssrc }, send, send);
    socket.on('message', (rtcp) => camera.onRtcp(rtcp));
    // Not all at the same moment, as real cameras are not.
    setTimeout(() => camera.start(), Math.random() * 500);
  }
});
// The bench is over.
process.on('disconnect', () => process.exit());
