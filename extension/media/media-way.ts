import type { AgentRequests, ReplyOf, RequestOf, Result } from '@invigil/shared-types';

/** What a sender asks of the server to get its video there. */
export interface MediaWay {
  /** A new connection. */
  readonly create: () => Promise<Result<ReplyOf<AgentRequests, 'media:create_transport'>>>;
  readonly connect: (
    request: RequestOf<AgentRequests, 'media:connect_transport'>,
  ) => Promise<Result<unknown>>;
  readonly produce: (
    request: RequestOf<AgentRequests, 'media:produce'>,
  ) => Promise<Result<ReplyOf<AgentRequests, 'media:produce'>>>;
}

type MediaKind = 'media:create_transport' | 'media:connect_transport' | 'media:produce';

export type MediaRequest = <K extends MediaKind>(
  kind: K,
  payload: RequestOf<AgentRequests, K>,
) => Promise<Result<ReplyOf<AgentRequests, K>>>;

/** The way of whoever has taken the seat. */
export const examWay = (request: MediaRequest): MediaWay => ({
  create: () => request('media:create_transport', {}),
  connect: (payload) => request('media:connect_transport', payload),
  produce: (payload) => request('media:produce', payload),
});
