export { playUntilFirstFrame } from './first-frame.ts';
export { Receiver, type ReceivedVideo, type ReceiverSignalling } from './receiver.ts';
