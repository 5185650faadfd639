export { AgentGateway } from './agent-gateway.ts';
export { FanOut } from './fan-out.ts';
export type { AgentConnection, AgentNamespace, WallConnection, WallNamespace } from './sockets.ts';
export { sendBatch, WallGateway } from './wall-gateway.ts';
