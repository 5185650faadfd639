export type { AgentMedia } from './agent-media.ts';
export { Sfu, type AgentClient, type SfuOptions, type WallClient } from './sfu.ts';
export type { WallMedia } from './wall-media.ts';
export { StillError, type Still } from './witness/still.ts';
