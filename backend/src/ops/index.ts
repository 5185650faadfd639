export { concerning } from './concerning.ts';
export { openLog, type Log } from './log.ts';
export { noSuchRoute, problemHandler, toFailure } from './problem.ts';
export { Refusal } from './refusal.ts';
export { tokenSecretIn } from './token-secret.ts';
export { consoleFiles, perMinute, securityHeaders } from './web.ts';
