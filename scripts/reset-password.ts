import { parseArgs } from 'node:util';
import { AuditLog } from '../backend/src/audit/index.ts';
import { readConfig } from '../backend/src/config.ts';
import { openRecords } from '../backend/src/open-stores.ts';
import { openLog } from '../backend/src/ops/index.ts';
import { Passwords, StaffAccounts } from '../backend/src/people/index.ts';

/* Gives somebody among the staff a new password: for whoever has the server at hand and cannot get in any more. */

const usage = `npm run reset-password -- --user NAME

  --user NAME  whose password is lost

Works on the database that the server's own settings name (INVIGIL_STORE, INVIGIL_DATA_DIR, INVIGIL_MONGO_URL),
also while the server runs. Prints a random password once, ends all sessions of that person, and says so in the
audit log.
`;

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      user: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help || values.user === undefined) {
    process.stdout.write(usage);
    if (!values.help) process.exitCode = 2;
    return;
  }
  const config = readConfig(process.env);
  const log = openLog('silent');
  const stores = await openRecords(config.storage.store, log);
  const audit = new AuditLog(stores.audit, log, config.audit);
  try {
    const passwords = new Passwords(config.passwordScore);
    const accounts = new StaffAccounts(stores.staff, passwords, audit, config);
    const reset = await accounts.resetPassword(values.user, Date.now());
    await audit.flush();
    if (audit.stats.waiting > 0)
      throw new Error('It is done, but the audit log could not be written.');
    process.stdout.write(`\n  Name      ${reset.username}\n  Password  ${reset.password}\n`);
    process.stdout.write(
      `\n  It is shown this once. Sessions that were ended: ${reset.sessionsEnded}\n\n`,
    );
  } finally {
    await audit.close();
    await stores.close();
  }
}

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
