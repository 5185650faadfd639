import { Router } from 'express';
import { expect, it } from 'vitest';
import { problemIn, serveRoutes } from '../../test-support/routes.ts';
import { staffOf } from './allowed.ts';

it('a route for staff without a guard answers nobody', async () => {
  const router = Router();
  router.get('/', (_request, response) => void response.json(staffOf(response)));
  const { get } = await serveRoutes('/unguarded', router);
  expect(problemIn(await get('/'))).toMatchObject({ status: 500, reason: 'internal' });
});
