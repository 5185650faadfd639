export { AppealDesk } from './appeal-desk.ts';
export { appealRoutes } from './appeal-routes.ts';
export type { AppealStore } from './appeal-store.ts';
