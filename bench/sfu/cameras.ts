import { createSocket } from 'node:dgram';
import { z } from 'zod';
import { loop, loopedClips, LoopedVideo } from '../../scripts/stage/looped-video.ts';

/* The students of the bench, in a process of their own so that their cost is not the server's. */

const orderSchema = z.object({
  /** Where each of them sends its video, on this machine. */
  students: z.array(z.object({ port: z.number().int(), ssrc: z.number().int() })),
});
export type CamerasOrder = z.infer<typeof orderSchema>;

const clips = await loopedClips();
const socket = createSocket('udp4');
const videos = new Map<number, LoopedVideo>();
socket.on('message', (rtcp, { port }) => videos.get(port)?.onRtcp(rtcp));

process.on('message', (message) => {
  const { students } = orderSchema.parse(message);
  for (const [index, { port, ssrc }] of students.entries()) {
    const video = new LoopedVideo(clips[index % clips.length] ?? [], ssrc, (packet) =>
      socket.send(packet, port, '127.0.0.1'),
    );
    videos.set(port, video);
    // Not all at the same moment, as real cameras are not.
    video.start((index * 1000) / loop.framesPerSecond / students.length);
  }
});
// The bench is over.
process.on('disconnect', () => process.exit());
process.send?.('ready');
