import { createServer } from 'node:http';
import express from 'express';
import { expect, it } from 'vitest';
import { NewestStills } from './newest-stills.ts';
import { stillRoutes } from './still-routes.ts';

const still = (takenAt: number) => ({ webp: Buffer.from(`picture of ${takenAt}`), takenAt });

it('the newest still of each student is kept, of so many students at most', () => {
  const stills = new NewestStills(2);
  stills.keep('a', still(1));
  stills.keep('b', still(2));
  stills.keep('a', still(3));
  expect(stills.get('a')?.takenAt).toBe(3);
  // The one that was not renewed for longest goes.
  stills.keep('c', still(4));
  expect(['a', 'b', 'c'].map((id) => stills.get(id)?.takenAt)).toEqual([3, undefined, 4]);
  stills.forget('a');
  expect(stills.get('a')).toBeUndefined();
});

it('the newest still is at the address of its attempt, for no cache to keep', async () => {
  const stills = new NewestStills(10);
  stills.keep('attempt', still(5000));
  const app = express();
  app.use(
    '/api/attempts',
    stillRoutes((id) => stills.get(id)),
  );
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const get = (id: string) => fetch(`http://127.0.0.1:${port}/api/attempts/${id}/still`);
    const found = await get('attempt');
    expect(found.status).toBe(200);
    expect(found.headers.get('content-type')).toBe('image/webp');
    expect(found.headers.get('cache-control')).toBe('private, no-store');
    expect(await found.text()).toBe('picture of 5000');
    for (const id of ['stranger', '..%2f..%2fsecret']) {
      const missing = await get(id);
      expect(missing.status).toBe(204);
      expect(await missing.text()).toBe('');
    }
  } finally {
    server.close();
  }
});
