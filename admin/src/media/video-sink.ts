import { onMounted, type Ref } from 'vue';
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
 * A `<video>` as the place where a stream is shown.
 * @param element the element as it is now; null while it is not in the page
 */
export function videoSink(element: () => HTMLVideoElement | null): VideoSink {
  return {
    attach(stream, signal) {
      const video = element();
      if (video === null) return Promise.reject(new Error('The picture is not in the page.'));
      return playUntilFirstFrame(video, stream, signal);
    },
    detach() {
      const video = element();
      if (video !== null) video.srcObject = null;
    },
    frames() {
      const video = element();
      return video === null ? null : framesOf(video);
    },
  };
}

/** The `<video>` of the component that is being set up; what comes sooner waits for it to be mounted. */
export function useVideoSink(video: Readonly<Ref<HTMLVideoElement | null>>): VideoSink {
  const mounted = Promise.withResolvers<void>();
  onMounted(mounted.resolve);
  const sink = videoSink(() => video.value);
  return {
    ...sink,
    async attach(stream, signal) {
      await mounted.promise;
      signal.throwIfAborted();
      await sink.attach(stream, signal);
    },
  };
}
