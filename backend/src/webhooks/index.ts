export { attemptEvent, confirmedEvent } from './told-events.ts';
export { WebhookDesk, type ToldData } from './webhook-desk.ts';
export { webhookRoutes } from './webhook-routes.ts';
export type { WebhookStore } from './webhook-store.ts';
