export type { Compared } from './comparison.ts';
export { IdentityEye } from './identity-eye.ts';
export type { IdentityRules } from './rules.ts';
export { startIdentity, type Identity } from './start.ts';
