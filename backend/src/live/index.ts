export { AgentGateway } from './agent-gateway.ts';
export type { AgentObserver, Observed } from './agent-observer.ts';
export { FanOut } from './fan-out.ts';
export { MessageLimits } from './message-limits.ts';
export type { AgentConnection, AgentNamespace, WallConnection, WallNamespace } from './sockets.ts';
export { WallGateway } from './wall-gateway.ts';
export { Presence } from './presence.ts';
export type { FanOutObserver } from './wall-feed.ts';
