/**
 * Puts a stream into a `<video>` and resolves once it has painted a frame of it: not when data
 * arrived, not when playing was promised. Rejects only when `signal` is aborted.
 */
export function playUntilFirstFrame(
  video: HTMLVideoElement,
  stream: MediaStream,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('Let go', 'AbortError')), {
      once: true,
    });
    const listening = { signal };
    const whenMoving = () => {
      if (!video.paused && video.videoWidth > 0 && video.currentTime > 0) resolve();
    };
    // The callback is the surest sign, but needs a page in the foreground; the clock needs none.
    // A video that is not allowed to play paints its first frame too, and stands still on it.
    const whenPainted = () => {
      if (signal.aborted) return;
      if (!video.paused) resolve();
      else video.requestVideoFrameCallback(whenPainted);
    };
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(whenPainted);
    video.addEventListener('playing', whenMoving, listening);
    video.addEventListener('timeupdate', whenMoving, listening);
    video.srcObject = stream;
    // Refused where a browser forbids playing by itself; the watchdog then says so.
    video.play().catch(() => undefined);
  });
}
