import { watch, type Ref } from 'vue';
import { playUntilFirstFrame } from './first-frame.ts';
import { framesOf } from './frames.ts';

/** Where a video is shown. */
export interface VideoSink {
  /** Resolves once the video has painted a frame. Rejects when `signal` is aborted. */
  attach(stream: MediaStream, signal: AbortSignal): Promise<void>;
  detach(): void;
  /** Frames that came in so far; null where that cannot be told. */
  frames(): number | null;
}

/**
 * A component's `<video>` as the place where a stream is shown. It may come into the page only when
 * there is something to show: what is attached sooner waits for it.
 */
export function useVideoSink(video: Readonly<Ref<HTMLVideoElement | null>>): VideoSink {
  return {
    async attach(stream, signal) {
      const element = video.value ?? (await arrivalOf(video, signal));
      signal.throwIfAborted();
      await playUntilFirstFrame(element, stream, signal);
    },
    detach() {
      if (video.value !== null) video.value.srcObject = null;
    },
    frames: () => (video.value === null ? null : framesOf(video.value)),
  };
}

function arrivalOf(
  video: Readonly<Ref<HTMLVideoElement | null>>,
  signal: AbortSignal,
): Promise<HTMLVideoElement> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = watch(
      video,
      (element) => {
        if (element === null) return;
        stop();
        resolve(element);
      },
      { flush: 'sync' },
    );
    const letGo = (): void => {
      stop();
      reject(new DOMException('Let go', 'AbortError'));
    };
    signal.addEventListener('abort', letGo, { once: true });
  });
}
