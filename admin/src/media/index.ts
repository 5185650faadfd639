export { playUntilFirstFrame } from './first-frame.ts';
export { Receiver, type ReceiverOptions, type ReceiverSignalling } from './receiver.ts';
export type { OutletFigures, ReceivedVideo, ReceiverFigures } from './received-video.ts';
export { useVideoSink, videoSink, type VideoSink } from './video-sink.ts';
