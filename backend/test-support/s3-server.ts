import { startFauxqs } from 'fauxqs';

/** An S3-compatible server inside this process. It checks no credentials. */
export async function startS3(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  return { endpoint: `http://127.0.0.1:${server.port}`, stop: () => server.stop() };
}
