import type { Policy } from '@invigil/shared-types';
import type { Closing } from '../actions/index.ts';
import type { StoredEnrolment } from '../enrolment/index.ts';
import type { Glass, Pill } from '../messages/index.ts';
import type { CameraWork } from './camera-work.ts';
import type { ServerDesk } from './server-desk.ts';
import type { Tally } from './tally.ts';

/** All that the glass box shows, but for the picture itself. */
export type Shown = Omit<Glass, 'evidence'> & { readonly latest: Tally['latest'] };

export interface GlassParts {
  readonly enrolment: StoredEnrolment;
  readonly pill: Pill;
  readonly policy: Policy;
  readonly server: ServerDesk;
  readonly camera: CameraWork;
  readonly closing: Closing;
}

/** Collects what the glass box shows from whoever knows it. */
export async function glassOf(parts: GlassParts): Promise<Shown> {
  const { enrolment, pill, policy, server, camera, closing } = parts;
  const { exam, attempt } = enrolment;
  const { link, outgoing, reporter, sitting, invigilators } = server;
  const { calibration, asked, switchedOff } = sitting.memory;
  return {
    pill,
    examTitle: exam.title,
    studentName: attempt.studentName,
    contact: exam.contact,
    timeZone: exam.timeZone,
    closesAt: closing.closesAt,
    extraMs: Math.max(0, closing.closesAt - closing.examClosesAt),
    retentionDays: exam.retentionDays,
    link: link.state,
    media: camera.media,
    video: policy.video,
    troubles: camera.troubles,
    reported: outgoing.tally.reported,
    analysis: reporter.latest?.analysis ?? null,
    calibration: calibration !== null ? 'done' : asked ? 'skipped' : 'none',
    background: sitting.background.length,
    switchedOff,
    identity: camera.identity,
    bytes: {
      video: await camera.bytesSent(),
      pictures: outgoing.tally.pictureBytes,
      messages: link.bytesSent,
    },
    conversation: invigilators.conversation(closing, server.toServerTime),
    latest: outgoing.tally.latest,
  };
}
