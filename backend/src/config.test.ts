import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const problemsOf = (environment: Record<string, string>): string => {
  try {
    readConfig(environment);
  } catch (error) {
    return String(error);
  }
  throw new Error('The configuration was accepted');
};

describe('the configuration', () => {
  it('is complete without a single variable: everything is embedded, on loopback', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 7420,
      publicUrl: undefined,
      demo: false,
      storage: {
        store: { kind: 'sqlite', file: join(resolve('data'), 'invigil.sqlite') },
        ledger: { kind: 'memory' },
        evidence: { kind: 'folder', folder: join(resolve('data'), 'evidence') },
      },
      sfu: { listenIp: '127.0.0.1', announcedAddress: undefined },
    });
    expect(config.sfu.workers).toBeGreaterThanOrEqual(1);
  });

  it('takes an empty or blank variable as not set', () => {
    const names = ['INVIGIL_PORT', 'INVIGIL_HOST', 'INVIGIL_PUBLIC_URL', 'INVIGIL_STORE'];
    for (const blank of ['', ' ']) {
      const environment = Object.fromEntries(names.map((name) => [name, blank]));
      expect(readConfig(environment)).toEqual(readConfig({}));
    }
  });

  it('ignores what is not its own', () => {
    expect(readConfig({ PATH: '/bin', PORT: '80' })).toEqual(readConfig({}));
  });

  it('is moved as a whole by the data folder', () => {
    expect(readConfig({ INVIGIL_DATA_DIR: '/srv/invigil' })).toMatchObject({
      dataDir: '/srv/invigil',
      storage: {
        store: { file: '/srv/invigil/invigil.sqlite' },
        evidence: { folder: '/srv/invigil/evidence' },
      },
    });
  });

  it('takes the slash off the end of the public address', () => {
    expect(readConfig({ INVIGIL_PUBLIC_URL: 'https://exam.example/' }).publicUrl).toBe(
      'https://exam.example',
    );
  });

  it.each([
    ['1', true],
    ['true', true],
    ['yes', true],
    ['0', false],
    ['false', false],
    ['no', false],
  ])('reads the flag "%s"', (value, expected) => {
    expect(readConfig({ INVIGIL_DEMO: value }).demo).toBe(expected);
  });

  it('names other stores', () => {
    const { storage } = readConfig({
      INVIGIL_STORE: 'mongo',
      INVIGIL_MONGO_URL: 'mongodb+srv://db.example/invigil',
      INVIGIL_LEDGER: 'redis',
      INVIGIL_REDIS_URL: 'rediss://cache.example',
      INVIGIL_EVIDENCE: 's3',
      INVIGIL_S3_ENDPOINT: 'http://127.0.0.1:9000',
    });
    expect(storage).toMatchObject({
      store: { kind: 'mongo', url: 'mongodb+srv://db.example/invigil' },
      ledger: { kind: 'redis', url: 'rediss://cache.example', commandTimeoutMs: 250 },
      evidence: { kind: 's3', endpoint: 'http://127.0.0.1:9000', bucket: 'invigil-evidence' },
    });
  });

  it.each([
    ['INVIGIL_PORT', '65536'],
    ['INVIGIL_PORT', 'http'],
    ['INVIGIL_PUBLIC_URL', 'exam.example'],
    ['INVIGIL_LOG_LEVEL', 'loud'],
    ['INVIGIL_DEMO', 'maybe'],
    ['INVIGIL_STORE', 'files'],
    ['INVIGIL_TOKEN_SECRET', 'short'],
    ['INVIGIL_TOKEN_TTL_MS', '0'],
    ['INVIGIL_EVIDENCE_QUALITY', '101'],
    ['INVIGIL_SFU_WORKERS', '0'],
    ['INVIGIL_RECONNECT_GRACE_MS', '2147483648'],
    ['INVIGIL_EVIDENCE_WITHIN_MS', '1.5'],
  ])('is refused for %s=%s, by the name of the variable', (name, value) => {
    expect(problemsOf({ [name]: value })).toContain(`\n  ${name}: `);
  });

  it.each([
    ['INVIGIL_MONGO_URL', 'localhost', { INVIGIL_STORE: 'mongo' }],
    ['INVIGIL_REDIS_URL', 'localhost:6379', { INVIGIL_LEDGER: 'redis' }],
    ['INVIGIL_REDIS_TIMEOUT_MS', '5', { INVIGIL_LEDGER: 'redis' }],
    ['INVIGIL_S3_BUCKET', 'ab', { INVIGIL_EVIDENCE: 's3' }],
  ])('is refused for %s=%s where that store is chosen, too', (name, value, choice) => {
    expect(problemsOf({ ...choice, [name]: value })).toContain(`\n  ${name}: `);
  });

  it('names every wrong variable at once', () => {
    const problems = problemsOf({ INVIGIL_PORT: 'x', INVIGIL_STORE: 'y' });
    expect(problems).toContain('INVIGIL_PORT');
    expect(problems).toContain('INVIGIL_STORE');
  });
});
