export type { Compared } from './comparison.ts';
export { faceHint, hintWords, type FaceHint } from './hint.ts';
export { IdentityEye } from './identity-eye.ts';
export { inputSide as facePictureSide } from './network-shape.ts';
export type { IdentityRules } from './rules.ts';
export { startIdentity, type Identity } from './start.ts';
