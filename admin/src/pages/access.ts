import { may, type Capability, type Role } from '@invigil/shared-types';
import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router';

declare module 'vue-router' {
  interface RouteMeta {
    /** What one has to be allowed in order to see the page; without, everybody who is signed in sees it. */
    needs?: Capability;
    /** Nobody has to be signed in. */
    open?: true;
  }
}

export const isOpen = ({ meta }: Pick<RouteLocationNormalized, 'meta'>): boolean =>
  meta.open === true;

/** Whether somebody in this role sees a page. */
export const maySee = (role: Role, { meta }: Pick<RouteLocationNormalized, 'meta'>): boolean =>
  meta.needs === undefined || may(role, meta.needs);

/** The page that says that one's role does not allow another one, at that one's address. */
export const deniedAt = ({
  path,
  query,
  hash,
}: Pick<RouteLocationNormalized, 'path' | 'query' | 'hash'>): RouteLocationRaw => ({
  name: 'not-allowed',
  params: { denied: path.split('/').slice(1) },
  query,
  hash,
});
