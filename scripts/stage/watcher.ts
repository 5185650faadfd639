import {
  failureSchema,
  resultSchema,
  wallNamespace,
  wallNotices,
  wallRequests,
  type ServerToWallEvents,
  type Tile,
  type WallBatch,
  type WallToServerEvents,
} from '@invigil/shared-types';
import { io, type Socket } from 'socket.io-client';

export interface Watcher {
  readonly tiles: readonly Tile[];
  close(): void;
}

/** Signs in over HTTP. Resolves with the `Cookie` header of the session. */
export async function signIn(
  serverUrl: string,
  staff: { readonly username: string; readonly password: string },
): Promise<string> {
  const response = await fetch(`${serverUrl}/api/staff/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(staff),
  });
  if (!response.ok) throw new Error(`Signing in failed: ${response.status}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}

/** Watches an exam as a wall does, without a browser. */
export async function watchExam(
  serverUrl: string,
  cookie: string,
  examId: string,
  onBatch: (batch: WallBatch) => void,
): Promise<Watcher> {
  const socket: Socket<ServerToWallEvents, WallToServerEvents> = io(serverUrl + wallNamespace, {
    transports: ['websocket'],
    extraHeaders: { cookie },
    reconnection: false,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) => {
        const refusal: unknown = 'data' in error ? error.data : undefined;
        const failure = failureSchema.safeParse(refusal);
        reject(new Error(failure.success ? failure.data.message : error.message));
      });
    });
    const reply = resultSchema(wallRequests['wall:watch'].reply).parse(
      await socket.timeout(10_000).emitWithAck('wall:watch', { examId }),
    );
    if (!reply.ok) throw new Error(reply.error.message);
    socket.on('wall:batch', (batch, acknowledge) => {
      onBatch(wallNotices['wall:batch'].parse(batch));
      acknowledge();
    });
    return { tiles: reply.data.tiles, close: () => void socket.close() };
  } catch (error) {
    socket.close();
    throw error;
  }
}
