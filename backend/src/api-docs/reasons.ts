import { capabilities, type Reason } from '@invigil/shared-types';
import type { Asker, Described } from './described.ts';

const byAsker: Partial<Record<Asker, readonly Reason[]>> = {
  staff: ['not_signed_in'],
  student: ['token_missing', 'token_expired', 'token_forged'],
  figures: ['not_signed_in'],
};

export const isCapability = (asker: Asker): boolean =>
  capabilities.some((capability) => capability === asker);

/** Every way in which a route can be refused. */
export function reasonsOf(method: string, { asker, body, query, ...route }: Described): Reason[] {
  const staff: readonly Reason[] = isCapability(asker) ? ['not_signed_in', 'not_allowed'] : [];
  const changes = method !== 'GET';
  const all: Reason[] = [
    ...(body === undefined && query === undefined ? [] : (['invalid_message'] as const)),
    ...staff,
    ...(byAsker[asker] ?? []),
    ...(changes && asker !== 'student' ? (['other_origin'] as const) : []),
    ...(route.reasons ?? []),
    ...(route.limited === true ? (['rate_limited'] as const) : []),
    'storage_unavailable',
    'internal',
  ];
  return [...new Set(all)];
}
