import type { WallRequests } from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';
import type { WallMedia } from '../sfu/index.ts';
import type { Handlers } from './socket-requests.ts';

export interface WallMediaPorts {
  /** Of the exam that is watched. @throws Refusal `not_joined` where none is */
  readonly media: () => WallMedia;
  /** Whether the exam that is watched has this attempt. */
  readonly knows: (attemptId: string) => boolean;
}

/** What a wall asks for about video. */
export type WallMediaRequests = Pick<
  WallRequests,
  | 'media:create_transport'
  | 'media:connect_transport'
  | 'media:close_transport'
  | 'media:consume'
  | 'media:resume'
  | 'media:pause'
  | 'media:release'
  | 'media:prefer_layer'
>;

export function wallMediaHandlers({ media, knows }: WallMediaPorts): Handlers<WallMediaRequests> {
  return {
    'media:create_transport': ({ outlet }) => media().createTransport(outlet),
    'media:connect_transport': async ({ transportId, dtlsParameters }) => {
      await media().connectTransport(transportId, dtlsParameters);
      return {};
    },
    'media:close_transport': ({ transportId }) => {
      media().closeTransport(transportId);
      return {};
    },
    'media:consume': ({ attemptId, transportIds, rtpCapabilities }) => {
      const watched = media();
      if (!knows(attemptId)) throw new Refusal('unknown_attempt');
      return watched.consume(attemptId, transportIds, rtpCapabilities);
    },
    'media:resume': async ({ attemptId }) => {
      await media().resume(attemptId);
      return {};
    },
    'media:pause': async ({ attemptId }) => {
      await media().pause(attemptId);
      return {};
    },
    'media:release': ({ attemptId }) => {
      media().release(attemptId);
      return {};
    },
    'media:prefer_layer': async ({ attemptId, spatialLayer }) => {
      await media().preferLayer(attemptId, spatialLayer);
      return {};
    },
  };
}
