import type { agentTroubleReasons, Policy, RtpCapabilities } from '@invigil/shared-types';
import {
  Camera,
  CameraSender,
  examWay,
  type MediaRequest,
  type MediaState,
} from '../media/index.ts';
import { VideoMeter } from './video-meter.ts';
import { noTroubles, troubleList, type Troubles } from './troubles.ts';
import { Watcher, type Known, type WatcherEvents } from './watcher.ts';

export interface CameraWorkOptions {
  readonly rules: Policy['violations'];
  readonly known: Known;
  readonly request: MediaRequest;
  /** What the analysis finds. */
  readonly found: Omit<WatcherEvents, 'onTrouble'>;
  /** The trouble that matters most is another one now, or there is none any more. */
  readonly onTrouble: () => void;
  /** So many bytes of video went out since this was called last. */
  readonly onVideo: (bytes: number) => void;
  /** What the student is shown may be something else. */
  readonly onChange: () => void;
}

/** The camera and all that is done with its picture: it is looked at here, and sent to the server. */
export class CameraWork {
  readonly #options: CameraWorkOptions;
  readonly #camera: Camera;
  readonly #watcher: Watcher;
  readonly #sender: CameraSender;
  readonly #meter: VideoMeter;
  #troubles: Troubles = noTroubles;
  #media: MediaState = 'closed';
  #isOpen = false;
  #resting = false;
  /** Of the connection that there is; null while there is none. */
  #way: RtpCapabilities | null = null;

  constructor(options: CameraWorkOptions) {
    this.#options = options;
    this.#sender = new CameraSender(examWay(options.request), {
      onState: (state) => {
        this.#media = state;
        options.onChange();
      },
      onBlocked: (mediaBlocked) => this.#trouble({ mediaBlocked }),
    });
    this.#meter = new VideoMeter(() => this.#sender.bytesSent(), options.onVideo);
    this.#watcher = new Watcher(options.rules, options.known, {
      ...options.found,
      onTrouble: (analysis) => this.#trouble({ analysis }),
    });
    this.#camera = new Camera({
      onTrack: (track) => {
        this.#watcher.watch(track);
        void this.#sender.show(track);
      },
      onTrouble: (camera) => this.#trouble({ camera }),
    });
  }

  get media(): MediaState {
    return this.#media;
  }

  /** Everything that is wrong, the worst first. */
  get troubles(): (typeof agentTroubleReasons)[number][] {
    return troubleList(this.#troubles);
  }

  /** How far the comparison with the face at the start is. */
  get identity(): Watcher['identity'] {
    return this.#watcher.identity;
  }

  /** Opens the camera, or does so when its rest is over. */
  open(): void {
    this.#isOpen = true;
    this.#meter.begin();
    if (!this.#resting) this.#camera.open();
  }

  /** The student takes a break, and nobody has to be seen meanwhile: the camera's light goes out. */
  rest(resting: boolean): void {
    if (resting === this.#resting) return;
    this.#resting = resting;
    if (resting) {
      this.#camera.rest();
      this.#sender.hide();
      return;
    }
    if (this.#way !== null) this.#sender.open(this.#way);
    if (this.#isOpen) this.#camera.open();
  }

  /** Sends the video over a new connection. */
  connect(routerRtpCapabilities: RtpCapabilities): void {
    this.#way = routerRtpCapabilities;
    if (!this.#resting) this.#sender.open(routerRtpCapabilities);
  }

  /** The server let go of the media; it is built anew with the next connection. */
  disconnect(): void {
    this.#way = null;
    this.#sender.close();
  }

  /** The server closed this one. */
  serverClosed(transportId: string): void {
    this.#sender.serverClosed(transportId);
  }

  /** The server wants as many layers of the video; none: it is not sent. */
  demand(layers: number): void {
    this.#sender.demand(layers);
  }

  judgeBy(rules: Policy['violations']): void {
    this.#watcher.judgeBy(rules);
  }

  /** The student was calibrated anew. */
  goBy(known: Known): void {
    this.#watcher.goBy(known);
  }

  /** Nothing is judged while it is held. The picture is sent all the same. */
  hold(held: boolean): void {
    this.#watcher.hold(held);
  }

  /** For good. The camera's light goes out before anything else is settled. */
  release(): void {
    this.#isOpen = false;
    this.#way = null;
    this.#meter.close();
    this.#camera.close();
    this.#watcher.close();
    this.#sender.close();
    this.#troubles = noTroubles;
  }

  #trouble(change: Partial<Troubles>): void {
    const [before] = this.troubles;
    this.#troubles = { ...this.#troubles, ...change };
    if (this.troubles[0] !== before) this.#options.onTrouble();
    this.#options.onChange();
  }
}
