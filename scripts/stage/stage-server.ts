import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../backend/src/config.ts';
import { openLog } from '../../backend/src/ops/index.ts';
import { start, type RunningServer } from '../../backend/src/server.ts';

export interface StageServer {
  /** The server as it runs now: another one after a restart. */
  readonly server: RunningServer;
  /** Stops it and starts it again on the same port with what it has stored. */
  restart(): Promise<void>;
  /** Closes it and deletes all that it stored. */
  close(): Promise<void>;
}

/**
 * A real server for a demo exam, on ports of its own, with nothing stored yet.
 *
 * @param settings environment variables beside those
 * @param level what it logs
 */
export async function openStageServer(
  settings: Readonly<Record<string, string>> = {},
  level: 'warn' | 'error' = 'warn',
): Promise<StageServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'invigil-stage-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const startOn = (port: string): Promise<RunningServer> =>
      start(
        readConfig({
          INVIGIL_DEMO: '1',
          INVIGIL_PORT: port,
          INVIGIL_SFU_PORT: '0',
          INVIGIL_SFU_WORKERS: '1',
          INVIGIL_DATA_DIR: dataDir,
          INVIGIL_LOG_LEVEL: level,
          ...settings,
        }),
        openLog(level),
      );
    let server = await startOn('0');
    return {
      get server() {
        return server;
      },
      restart: async () => {
        const { port } = new URL(server.url);
        await server.close();
        server = await startOn(port);
      },
      close: async () => {
        await server.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
