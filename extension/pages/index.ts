export { matches, matchesAny, parseUrl, roleOf } from './match.ts';
