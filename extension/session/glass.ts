import { deletionTimesOf, type Exam } from '@invigil/shared-types';
import type { Glass, Pill } from '../messages/index.ts';
import { epochNow } from '../time.ts';
import type { BreakDesk } from './break-desk.ts';
import { breakLeftMs, breakStateOf } from './breaks.ts';
import type { CameraWork } from './camera-work.ts';
import type { ServerDesk } from './server-desk.ts';
import type { Standing } from './standing.ts';
import type { Tally } from './tally.ts';

/** All that the glass box shows, but for the picture itself. */
export type Shown = Omit<Glass, 'evidence'> & { readonly latest: Tally['latest'] };

export interface GlassParts {
  readonly exam: Exam;
  readonly studentName: string;
  readonly pill: Pill;
  readonly server: ServerDesk;
  readonly camera: CameraWork;
  readonly standing: Standing;
  readonly breaks: BreakDesk;
}

/** Collects what the glass box shows from whoever knows it. */
export function glassOf(parts: GlassParts): Shown {
  const { exam, studentName, pill, server, camera, standing, breaks } = parts;
  const { closing } = standing;
  const now = server.toServerTime(epochNow());
  const { link, outgoing, reporter, sitting, invigilators } = server;
  const { calibration, asked, switchedOff } = sitting.memory;
  return {
    pill,
    examTitle: exam.title,
    studentName,
    contact: exam.contact,
    timeZone: exam.timeZone,
    closesAt: closing.closesAt,
    extraMs: Math.max(0, closing.closesAt - closing.examClosesAt),
    deletion: deletionTimesOf(exam),
    watched: server.watched,
    breaks: {
      state: breakStateOf(standing.breaks),
      leftMs: breakLeftMs(standing.breaks, now),
      problem: breaks.problem,
    },
    link: link.state,
    media: camera.media,
    video: exam.policy.video,
    troubles: camera.troubles,
    reported: outgoing.tally.reported,
    analysis: reporter.latest?.analysis ?? null,
    calibration: calibration !== null ? 'done' : asked ? 'skipped' : 'none',
    background: sitting.background.length,
    switchedOff,
    identity: camera.identity,
    sent: { lines: [...server.sent.lines], totals: [...server.sent.totals] },
    conversation: invigilators.conversation(closing, server.toServerTime),
    latest: outgoing.tally.latest,
  };
}
