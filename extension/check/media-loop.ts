import { failure, success, type AgentRequests, type ReplyOf } from '@invigil/shared-types';
import { Device } from 'mediasoup-client';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import { CameraSender, type MediaWay } from '../media/index.ts';
import { failed, warned, type Finding } from './finding.ts';
import { watchPictures } from './pictures.ts';
import type { ServerLine } from './server-line.ts';
import { mediaVerdict } from './verdicts.ts';

type Loop = ReplyOf<AgentRequests, 'check:start'>;
type Ask = ServerLine['request'];

/**
 * Sends the camera to the server as in the exam, and watches for some seconds what comes back.
 *
 * @param track stays the caller's
 */
export async function mediaLoop(
  track: MediaStreamTrack,
  ask: Ask,
  signal: AbortSignal,
): Promise<Finding> {
  const started = await ask('check:start', {});
  if (!started.ok) {
    const { reason } = started.error;
    log(`the video was not tried: ${reason}`);
    return reason === 'check_limit' ? warned(reason) : failed('no_way');
  }
  const sending = new Sending(started.data, ask, signal);
  try {
    await sending.begin(track);
    const { pictures, protocol } = await receive(started.data, ask, sending, signal);
    return mediaVerdict(pictures, protocol);
  } catch (error) {
    log(`the video did not come back: ${wordsOf(error)}`);
    return failed('no_way');
  } finally {
    sending.close();
    await ask('check:stop', {});
  }
}

/** The sender of the exam day, with the connection of the check. */
class Sending {
  readonly #sender: CameraSender;
  readonly #loop: Loop;
  readonly #ask: Ask;
  readonly #signal: AbortSignal;
  #produced: () => void = () => undefined;
  #failed: (error: Error) => void = () => undefined;

  constructor(loop: Loop, ask: Ask, signal: AbortSignal) {
    this.#loop = loop;
    this.#ask = ask;
    this.#signal = signal;
    this.#sender = new CameraSender(this.#way(), {
      onState: (state) => {
        // It would build the way anew by itself; one try says enough.
        if (state === 'resting') this.#failed(new Error('it does not connect'));
      },
      onBlocked: () => undefined,
    });
  }

  /** Resolves once the server has the video; rejects where it does not get it. */
  async begin(track: MediaStreamTrack): Promise<void> {
    await this.#sender.show(track);
    await new Promise<void>((resolve, reject) => {
      this.#produced = resolve;
      this.#failed = reject;
      this.#signal.addEventListener('abort', () => reject(new Error('it took too long')));
      this.#sender.open(this.#loop.routerRtpCapabilities);
    });
  }

  protocol(): Promise<'udp' | 'tcp' | null> {
    return this.#sender.protocol();
  }

  close(): void {
    this.#sender.close();
  }

  /** What the sender asks for in the exam, asked of the check. */
  #way(): MediaWay {
    let used = false;
    return {
      create: () => {
        const answer = used ? failure('transport_limit') : success(this.#loop.send);
        used = true;
        return Promise.resolve(answer);
      },
      connect: (request) => this.#ask('check:connect', request),
      produce: async ({ rtpParameters }) => {
        const answer = await this.#ask('check:produce', { rtpParameters });
        if (answer.ok) this.#produced();
        return answer;
      },
    };
  }
}

async function receive(
  loop: Loop,
  ask: Ask,
  sending: Sending,
  signal: AbortSignal,
): Promise<{
  readonly pictures: Awaited<ReturnType<typeof watchPictures>>;
  readonly protocol: 'udp' | 'tcp' | null;
}> {
  const device = new Device();
  await device.load({ routerRtpCapabilities: loop.routerRtpCapabilities });
  const transport = device.createRecvTransport(loop.receive);
  try {
    transport.on('connect', ({ dtlsParameters }, done, broken) => {
      void ask('check:connect', { transportId: transport.id, dtlsParameters }).then((answer) =>
        answer.ok ? done() : broken(new Error(answer.error.reason)),
      );
    });
    const offered = await ask('check:consume', { rtpCapabilities: device.recvRtpCapabilities });
    if (!offered.ok) throw new Error(`check:consume: ${offered.error.reason}`);
    const { consumerId: id, producerId, kind, rtpParameters } = offered.data;
    const { track } = await transport.consume({ id, producerId, kind, rtpParameters });
    const { forMs, firstMs } = config.check.media;
    const pictures = await watchPictures(track, { forMs, firstMs, signal });
    return { pictures, protocol: await sending.protocol() };
  } finally {
    transport.close();
  }
}
