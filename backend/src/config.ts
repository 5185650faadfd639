import { resolve } from 'node:path';
import { z } from 'zod';
import { httpConfig, httpVariables } from './config/http.ts';
import { jobsConfig, jobsVariables } from './config/jobs.ts';
import { liveConfig, liveVariables } from './config/live.ts';
import { rosterConfig, rosterVariables } from './config/roster.ts';
import { recordsConfig, recordsVariables } from './config/records.ts';
import { studentConfig, studentVariables } from './config/students.ts';
import { reviewConfig, reviewVariables } from './config/review.ts';
import { refereeConfig, refereeVariables } from './config/referee.ts';
import { reportsConfig, reportsVariables } from './config/reports.ts';
import { sfuConfig, sfuVariables } from './config/sfu.ts';
import { storageConfig, storageVariables } from './config/storage.ts';
import { witnessConfig, witnessVariables } from './config/witness.ts';
import { storageConfigSchema } from './storage/storage-config.ts';

/** Every variable the server reads, with unit and default. Unknown values stop the start. */
const environmentSchema = z.object({
  ...httpVariables,
  ...storageVariables,
  ...liveVariables,
  ...refereeVariables,
  ...reviewVariables,
  ...recordsVariables,
  ...rosterVariables,
  ...witnessVariables,
  ...sfuVariables,
  ...jobsVariables,
  ...reportsVariables,
  ...studentVariables,
});

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads and checks the configuration, once.
 * @throws Error with one line per wrong variable
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  // An empty variable means "not set": that is what compose files write for an absent value.
  const present = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      const trimmed = value?.trim();
      return trimmed ? [[name, trimmed]] : [];
    }),
  );
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration is not valid:\n${lines.join('\n')}`);
  }
  const env = parsed.data;
  const dataDir = resolve(env.INVIGIL_DATA_DIR);
  return {
    dataDir,
    ...httpConfig(env),
    storage: storageConfigSchema.parse(storageConfig(env, dataDir)),
    ...liveConfig(env),
    ...refereeConfig(env),
    ...reviewConfig(env),
    ...recordsConfig(env),
    ...rosterConfig(env),
    ...witnessConfig(env),
    ...sfuConfig(env),
    ...jobsConfig(env),
    ...reportsConfig(env),
    ...studentConfig(env),
  };
}
