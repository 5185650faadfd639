import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../backend/src/config.ts';
import { openLog } from '../../backend/src/ops/index.ts';
import { start, type RunningServer } from '../../backend/src/server.ts';

export interface StageServer {
  readonly server: RunningServer;
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
    const config = readConfig({
      INVIGIL_DEMO: '1',
      INVIGIL_PORT: '0',
      INVIGIL_SFU_PORT: '0',
      INVIGIL_SFU_WORKERS: '1',
      INVIGIL_DATA_DIR: dataDir,
      INVIGIL_LOG_LEVEL: level,
      ...settings,
    });
    const server = await start(config, openLog(level));
    return {
      server,
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
