import type { Role } from '@invigil/shared-types';
import { t } from '../i18n/index.ts';

export const roleName = (role: Role): string => t(`people.roles.${role}`);

/** What somebody in this role may do, in a sentence. */
export const roleMeaning = (role: Role): string => t(`people.meanings.${role}`);
