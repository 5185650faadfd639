import { healthSchema } from '@invigil/shared-types';
import { json, type Section } from '../described.ts';

export const server: Section = {
  name: 'The server',
  about: 'How it is doing, and this description.',
  routes: {
    'GET /health': {
      summary: 'How the server is doing; 503 while it stops',
      asker: 'anybody',
      answer: json(healthSchema),
    },
    'GET /metrics': {
      summary: 'Figures for Prometheus',
      asker: 'figures',
      answer: { status: 200, types: ['text/plain'] },
    },
    'GET /api/docs': {
      summary: 'This description as a page',
      asker: 'anybody',
      answer: { status: 200, types: ['text/html'] },
    },
    'GET /api/docs/openapi.json': {
      summary: 'This description: OpenAPI 3.1',
      asker: 'anybody',
      answer: { status: 200, types: ['application/json'] },
    },
  },
};
