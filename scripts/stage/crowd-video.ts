import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { RtpParameters } from '@invigil/shared-types';
import type { types } from 'mediasoup';
import type { ExamRoom, Sfu } from '../../backend/src/sfu/index.ts';
import { loop, loopedClips, LoopedVideo } from './looped-video.ts';

export interface CrowdVideo {
  /** Ends one student's video, as when the camera is taken away. */
  end(attemptId: string): void;
  close(): Promise<void>;
}

/**
 * Gives attempts of a server in this process real video, a recorded clip in a loop each. They need no
 * agent for that, and may have one that sends no video itself.
 *
 * @throws Error when there is no ffmpeg or no footage
 */
export async function openCrowdVideo(
  sfu: Sfu,
  examId: string,
  attemptIds: readonly string[],
): Promise<CrowdVideo> {
  const clips = await loopedClips();
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  /** By the port at which the media server takes each. */
  const videos = new Map<number, LoopedVideo>();
  socket.on('message', (rtcp, { port }) => videos.get(port)?.onRtcp(rtcp));
  // Somebody is in the room as long as the crowd is.
  const holder = sfu.openWall(examId, {
    onTransportClosed: () => undefined,
    onConsumerClosed: () => undefined,
  });
  const room = sfu.room(examId);
  if (room === undefined) throw new Error('The exam has no room');
  const students = new Map<string, { readonly end: () => void }>();
  for (const [index, attemptId] of attemptIds.entries()) {
    const clip = clips[index % clips.length] ?? [];
    const student = await addStudent(room, attemptId, { ssrc: 50_000 + index, clip, socket });
    videos.set(student.port, student.video);
    students.set(attemptId, student);
    student.video.start((index * 1000) / loop.framesPerSecond / attemptIds.length);
  }
  return {
    end: (attemptId) => students.get(attemptId)?.end(),
    close: async () => {
      for (const { end } of students.values()) end();
      holder.media.close();
      socket.close();
      await once(socket, 'close');
    },
  };
}

async function addStudent(
  room: ExamRoom,
  attemptId: string,
  { ssrc, clip, socket }: { ssrc: number; clip: readonly Buffer[]; socket: Socket },
): Promise<{ port: number; video: LoopedVideo; end: () => void }> {
  const { hall, leave } = await room.place();
  const transport = await openPlainInput(hall.router);
  const port = transport.tuple.localPort;
  const video = new LoopedVideo(clip, ssrc, (packet) => socket.send(packet, port, '127.0.0.1'));
  const producer = await transport.produce({
    kind: 'video',
    rtpParameters: plainVp8(ssrc, attemptId),
  });
  room.addProducer(attemptId, hall, producer, (layers) => video.sendLayers(layers));
  const end = (): void => {
    video.stop();
    transport.close();
    leave();
  };
  // Its worker died, say: nobody takes the packets any more.
  producer.observer.once('close', () => video.stop());
  return { port, video, end };
}

/** A connection that takes unencrypted packets from this machine. */
export function openPlainInput(router: types.Router): Promise<types.PlainTransport> {
  return router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    comedia: true,
  });
}

/** What a sender of a single VP8 layer says of itself. */
export function plainVp8(ssrc: number, cname: string): RtpParameters {
  return {
    codecs: [
      {
        mimeType: 'video/VP8',
        payloadType: 96,
        clockRate: 90_000,
        parameters: {},
        rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
      },
    ],
    encodings: [{ ssrc }],
    rtcp: { cname, reducedSize: true },
  };
}
