export type { CheckLoop } from './check-loop.ts';
export type { AgentMedia, AgentMediaEvents } from './agent-media.ts';
export type { ExamRoom, VideoPolicy } from './exam-room.ts';
export type { Layers } from './layer-demand.ts';
export { Sfu, type AgentClient, type SfuOptions, type WallClient } from './sfu.ts';
export type { WallMedia } from './wall-media.ts';
export { StillError, type Still } from './witness/still.ts';
