export { CameraSender, type SenderEvents } from './camera-sender.ts';
export { examWay, type MediaRequest, type MediaWay } from './media-way.ts';
export { Camera, cameraConstraints, cameraTroubleOf, type CameraTrouble } from './camera.ts';
export type { MediaState } from './lifecycle.ts';
