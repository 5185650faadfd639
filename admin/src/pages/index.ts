export { createConsoleRouter } from './router.ts';
