import type { SentKind, SentLine, SentTotal } from '../../messages/index.ts';
import { bytesText } from '../../ui/index.ts';
import { config } from '../../config.ts';

const names: Readonly<Record<SentKind, string>> = {
  video: 'Video',
  picture: 'Still picture',
  report: 'Report of what is measured',
  claim: 'Noticed',
  page_event: 'Quiz page',
  note: 'Note',
  message: 'Your message',
  progress: 'That you saw a message',
  trouble: 'Technical state',
  break: 'Break',
  connection: 'Connection',
};

/** What went out, like `Still picture: Second face`. */
export function lineText({ what, detail, bytes }: SentLine): string {
  if (what === 'video') {
    return `${names.video}, ${bytesText((bytes * 1000) / config.glassBox.videoSumMs)} a second`;
  }
  return detail === null ? names[what] : `${names[what]}: ${detail}`;
}

/** All of one kind, like `Still picture: 3 ×, 120 kB`. Of a stream there are no times. */
export function totalText({ what, times, bytes }: SentTotal): string {
  const amount = bytesText(bytes);
  return what === 'video'
    ? `${names.video}: ${amount}`
    : `${names[what]}: ${times}\u00a0×, ${amount}`;
}

/** The sum of everything, like `12.3 MB`. */
export const sumText = (totals: readonly SentTotal[]): string =>
  bytesText(totals.reduce((sum, { bytes }) => sum + bytes, 0));
