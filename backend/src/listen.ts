import type { Server as HttpServer } from 'node:http';

/** Resolves with the address that was taken. */
export async function listen(http: HttpServer, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} on ${host} is in use. Choose another with INVIGIL_PORT.`)
          : error,
      );
    });
    http.listen(port, host, resolve);
  });
  const address = http.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}
