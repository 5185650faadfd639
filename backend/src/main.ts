import { readConfig } from './config.ts';
import { openLog } from './ops/index.ts';
import { start } from './server.ts';

/* The server as a program: reads the environment, says where it is, and stops when told to. */

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const log = openLog(config.logLevel);
  const server = await start(config, log);
  process.stdout.write(`\n  Invigil   ${server.url}\n`);
  if (config.demo) {
    const demo = await server.seedDemo(10);
    process.stdout.write(`  Wall      ${demo.wallUrl}\n`);
    process.stdout.write(`  Sign in   ${demo.staff.username} / ${demo.staff.password}\n`);
    for (const { name, joinUrl } of demo.students) {
      process.stdout.write(`  Student   ${joinUrl}   ${name}\n`);
    }
  } else if (server.setupKey !== null) {
    // In the fragment, which browsers send to nobody.
    process.stdout.write(`  Set up    ${server.url}/setup#key=${server.setupKey}\n`);
  }
  process.stdout.write('  Stop      Ctrl-C\n\n');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'Stopping');
      server.close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'The server did not stop cleanly');
          process.exit(1);
        },
      );
    });
  }
}

if (import.meta.main) {
  try {
    await run();
  } catch (error) {
    process.stderr.write(
      `Invigil could not start. ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}
