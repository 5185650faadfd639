import { shallowRef, type ShallowRef } from 'vue';
import { RequestFailure, type WallLink } from '../api/index.ts';
import type { StreamConfig } from '../config.ts';
import type { ReceivedVideo } from '../media/index.ts';
import { streamLifecycle } from './stream-phase.ts';
import { TileStream, type TileStreamState, type VideoSink } from './tile-stream.ts';

/** What the desk takes from the receiving side; made anew for every connection. */
export interface VideoReceiver {
  readonly connected: boolean;
  consume(attemptId: string, signal: AbortSignal): Promise<ReceivedVideo>;
}

export interface StreamDeskOutside {
  readonly link: Pick<WallLink, 'resume' | 'release' | 'preferLayer'>;
  /** Null when the student's video can be asked for, otherwise why not. */
  obstacle(attemptId: string): string | null;
  readonly canPaint: () => boolean;
  readonly limits: StreamConfig;
}

const resting: TileStreamState = {
  phase: streamLifecycle.initial,
  stream: null,
  reason: null,
  canRetry: false,
};

/** Hands every tile its stream, and passes on to the streams what happens outside. */
export class StreamDesk {
  readonly #outside: StreamDeskOutside;
  readonly #streams = new Map<string, TileStream>();
  readonly #states = new Map<string, ShallowRef<TileStreamState>>();
  #receiver: VideoReceiver | null = null;
  #enlarged: string | null = null;

  constructor(outside: StreamDeskOutside) {
    this.#outside = outside;
  }

  /** The state of one student's stream, whether a tile shows it or not. */
  state(attemptId: string): Readonly<ShallowRef<TileStreamState>> {
    return this.#stateRef(attemptId);
  }

  /** Starts a tile's stream. @returns what ends it */
  open(attemptId: string, sink: VideoSink): () => void {
    const state = this.#stateRef(attemptId);
    const { link, limits, canPaint } = this.#outside;
    const stream = new TileStream(
      {
        check: () =>
          this.#receiver === null ? 'Waiting for the server' : this.#outside.obstacle(attemptId),
        consume: (signal) =>
          this.#receiver?.consume(attemptId, signal) ??
          Promise.reject(RequestFailure.unreachable()),
        resume: async () => {
          this.#preferLayer(attemptId);
          await link.resume(attemptId);
        },
        release: () => void link.release(attemptId).catch(ignore),
        canPaint,
        whyNotPlaying: () =>
          this.#receiver?.connected === true
            ? 'The video arrived but did not start to play.'
            : 'No video gets through the network between the server and this machine.',
        changed: (next) => {
          state.value = next;
        },
        limits,
      },
      sink,
    );
    this.#streams.set(attemptId, stream);
    stream.start();
    return () => {
      stream.dispose();
      if (this.#streams.get(attemptId) === stream) this.#streams.delete(attemptId);
    };
  }

  /** Looks at one student's stream again: its outside changed, or a person asked for it. */
  refresh(attemptId: string): void {
    this.#streams.get(attemptId)?.start();
  }

  /** Takes the receiver of a new connection, or null when the connection is gone. All start anew. */
  useReceiver(receiver: VideoReceiver | null): void {
    this.#receiver = receiver;
    for (const stream of this.#streams.values()) stream.start();
  }

  handleConsumerClosed(attemptId: string, consumerId: string): void {
    const stream = this.#streams.get(attemptId);
    // A notice about a consumer that was replaced since says nothing about the new one.
    if (stream?.consumerId === consumerId) stream.handleLost();
  }

  handleTransportLost(): void {
    for (const stream of this.#streams.values()) stream.handleLost();
  }

  /** One student's video is shown large, or (null) none is: large layers only where they are seen. */
  enlarge(attemptId: string | null): void {
    const before = this.#enlarged;
    this.#enlarged = attemptId;
    if (before !== null && before !== attemptId) this.#preferLayer(before);
    if (attemptId !== null) this.#preferLayer(attemptId);
  }

  #preferLayer(attemptId: string): void {
    // Without a consumer there is nothing to prefer; the wish is repeated when it comes.
    if (this.#streams.get(attemptId)?.consumerId === undefined) return;
    const { tileLayer, enlargedLayer } = this.#outside.limits;
    const layer = attemptId === this.#enlarged ? enlargedLayer : tileLayer;
    void this.#outside.link.preferLayer(attemptId, layer).catch(ignore);
  }

  #stateRef(attemptId: string): ShallowRef<TileStreamState> {
    const known = this.#states.get(attemptId);
    if (known !== undefined) return known;
    const fresh = shallowRef(resting);
    this.#states.set(attemptId, fresh);
    return fresh;
  }
}

/** For wishes whose failure changes nothing here: the video's own state tells what became of it. */
function ignore(): void {}
