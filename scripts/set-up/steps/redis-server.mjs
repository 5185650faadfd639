import { findProgram } from '../apt.mjs';

/** Tests and a bench start a Redis of their own, on a free port, to hold the Redis adapters against it. */
export default {
  name: 'redis-server',
  title: 'Redis for tests',
  neededFor: ['test', 'bench-ledger'],
  optional: true,

  async isDone() {
    return findProgram('redis-server') ?? false;
  },

  async run({ apt, log }) {
    log(
      'Tests start their own server; the package may start one of its own, which they do not touch.',
    );
    await apt.install(['redis-server']);
    return 'installed';
  },

  advice: ({ apt }) =>
    `Tests of the Redis adapters are skipped without it. ${apt.available ? `Run: ${apt.command(['redis-server'])}` : 'Install Redis 7 or newer.'}`,
};
