import { rtpParametersSchema, type RtpParameters } from '@invigil/shared-types';
import type { types } from 'mediasoup';

/** mediasoup sets some fields to `undefined`; on the wire they are absent, as the contract says. */
export function wireForm(parameters: types.RtpParameters): RtpParameters {
  return rtpParametersSchema.parse(JSON.parse(JSON.stringify(parameters)));
}
