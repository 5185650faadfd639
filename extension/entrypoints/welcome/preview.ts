import { cameraConstraints, cameraTroubleOf, type CameraTrouble } from '../../media/index.ts';

/** The student's own picture. It leaves this page on no way. */
export class Preview {
  readonly #videos: readonly HTMLVideoElement[];
  readonly #onLost: () => void;
  #stream: MediaStream | undefined;

  /** @param onLost the camera was unplugged while it was shown */
  constructor(videos: readonly HTMLVideoElement[], onLost: () => void) {
    this.#videos = videos;
    this.#onLost = onLost;
  }

  /** Asks for the camera and shows it. The browser's question can appear on a visible page only: here. */
  async start(): Promise<CameraTrouble | null> {
    this.stop();
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia(cameraConstraints);
    } catch (error) {
      return cameraTroubleOf(error);
    }
    for (const track of this.#stream.getVideoTracks()) {
      track.addEventListener('ended', this.#onLost);
    }
    for (const video of this.#videos) {
      video.srcObject = this.#stream;
      video.hidden = false;
    }
    return null;
  }

  /** Lets go of the camera. */
  stop(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
    for (const video of this.#videos) video.srcObject = null;
  }
}
