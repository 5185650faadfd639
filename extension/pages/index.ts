export { matchesAny, parseUrl, roleOf } from './match.ts';
