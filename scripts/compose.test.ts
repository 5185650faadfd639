import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const docker = (args: string[], env: NodeJS.ProcessEnv = process.env) =>
  spawnSync('docker', args, { cwd: root, env, encoding: 'utf8' });
const hasCompose = docker(['compose', 'version']).status === 0;

const settings = {
  INVIGIL_PUBLIC_URL: 'https://invigil.example.edu',
  INVIGIL_SFU_ANNOUNCED_ADDRESS: '203.0.113.7',
  INVIGIL_TOKEN_SECRET: 'x'.repeat(32),
  MONGO_PASSWORD: 'mongopassword',
  REDIS_PASSWORD: 'redispassword',
  MINIO_PASSWORD: 'miniopassword',
};
const config = (given: Partial<typeof settings>) =>
  docker(['compose', '--env-file', '/dev/null', 'config', '--quiet'], {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...given,
  });

it.skipIf(!hasCompose)('docker-compose.yml is valid', () => {
  const { status, stderr } = config(settings);
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

it.skipIf(!hasCompose).each(Object.keys(settings))('nothing starts without %s', (name) => {
  const { status, stderr } = config({ ...settings, [name]: undefined });
  expect(status).not.toBe(0);
  expect(stderr).toContain(name);
});
