export { CameraSender, type MediaRequest, type SenderEvents } from './camera-sender.ts';
export { Camera, cameraConstraints, cameraTroubleOf, type CameraTrouble } from './camera.ts';
export type { MediaState } from './lifecycle.ts';
