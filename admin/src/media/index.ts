export { Receiver, type ReceiverOptions, type ReceiverSignalling } from './receiver.ts';
export type { OutletFigures, ReceivedVideo, ReceiverFigures } from './received-video.ts';
export { useVideoSink, type VideoSink } from './video-sink.ts';
