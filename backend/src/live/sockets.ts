import type {
  AgentToServerEvents,
  ServerToAgentEvents,
  ServerToWallEvents,
  WallToServerEvents,
} from '@invigil/shared-types';
import type { DefaultEventsMap, ExtendedError, Namespace, Socket } from 'socket.io';
import { toFailure, type Log } from '../ops/index.ts';

/** What the gateway knows of an agent's connection from its token. */
export interface AgentConnection {
  attemptId: string;
  examId: string;
  agentId: string;
}

/** Whose wall it is, from the session's cookie. */
export interface WallConnection {
  staffId: string;
  name: string;
}

export type AgentSocket = Socket<
  AgentToServerEvents,
  ServerToAgentEvents,
  DefaultEventsMap,
  AgentConnection
>;
export type AgentNamespace = Namespace<
  AgentToServerEvents,
  ServerToAgentEvents,
  DefaultEventsMap,
  AgentConnection
>;
export type WallSocket = Socket<
  WallToServerEvents,
  ServerToWallEvents,
  DefaultEventsMap,
  WallConnection
>;
export type WallNamespace = Namespace<
  WallToServerEvents,
  ServerToWallEvents,
  DefaultEventsMap,
  WallConnection
>;

/** Why a connection is turned away, in the form in which Socket.IO carries it (`err.data`). */
export function connectionRefusal(error: unknown, log: Log, gateway: string): ExtendedError {
  const refusal: ExtendedError = new Error('refused');
  refusal.data = toFailure(error, log, { gateway });
  return refusal;
}
