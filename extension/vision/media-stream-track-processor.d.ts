/*
 * https://www.w3.org/TR/mediacapture-transform/ as Chromium has it: in documents, too. TypeScript knows
 * it in workers alone.
 */
declare class MediaStreamTrackProcessor {
  constructor(init: { readonly track: MediaStreamTrack; readonly maxBufferSize?: number });
  readonly readable: ReadableStream<VideoFrame>;
}
