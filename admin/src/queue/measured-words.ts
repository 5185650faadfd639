import type { Incident, Signals, ViolationType } from '@invigil/shared-types';
import { config } from '../config.ts';
import { t } from '../i18n/index.ts';
import { formatNumber } from '../ui/index.ts';

/** What the agent measured in the moment of a claim, as far as it has to do with it. */
export function measuredWords(incident: Incident): string[] {
  if (incident.kind !== 'violation' || incident.signals === null) return [];
  const { type, signals, strength } = incident;
  const words = ofType[type](signals);
  return strength === null ? words : [...words, strengthWords(strength)];
}

/** How strong it was. Far beyond the threshold a figure tells nothing, and of some there is only the largest. */
function strengthWords(strength: number): string {
  const most = config.queue.strengthShown;
  return strength > most
    ? t('queue.measured.strengthBeyond', { times: formatNumber(most) })
    : t('queue.measured.strength', { times: strength.toFixed(1) });
}

const faces = ({ faces: count }: Signals): string[] => [t('queue.measured.faces', count)];
const light = ({ luma }: Signals): string[] => [
  t('queue.measured.light', { luma: Math.round(luma) }),
];
const head = ({ yaw, pitch }: Signals): string[] =>
  yaw === null || pitch === null
    ? []
    : [
        t('queue.measured.head', {
          yaw: Math.abs(Math.round(yaw)),
          pitch: Math.abs(Math.round(pitch)),
        }),
      ];

const ofType: Readonly<Record<ViolationType, (signals: Signals) => string[]>> = {
  multiple_faces: faces,
  no_face: faces,
  camera_blackout: light,
  low_light: light,
  head_turned: head,
  gaze_away: head,
  poor_picture: ({ sharpness, difference }) => [
    ...(sharpness === null
      ? []
      : [t('queue.measured.sharpness', { sharpness: formatNumber(Math.round(sharpness)) })]),
    ...(difference === null
      ? []
      : [t('queue.measured.difference', { difference: formatNumber(tenths(difference)) })]),
  ],
  identity_mismatch: ({ identity }) =>
    identity === null
      ? []
      : [t('queue.measured.distance', { distance: Math.round(identity * 100) / 100 })],
};

const tenths = (value: number): number => Math.round(value * 10) / 10;
