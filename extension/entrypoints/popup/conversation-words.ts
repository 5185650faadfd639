import type { Line } from '../../actions/index.ts';
import type { Glass } from '../../messages/index.ts';
import { timeOfDay } from '../../ui/index.ts';

/** Whether what is written now goes out at once. */
export function wayWords(link: Glass['link']): string {
  if (link === 'joined') return 'Goes out at once.';
  if (link === 'stopped') return 'There is no connection any more.';
  return 'No connection now: goes out as soon as there is one.';
}

/** Who says a line, and what it is. */
export function speakerOf(line: Line): string {
  if (line.from === 'student') return 'You';
  switch (line.kind) {
    case 'ask':
      return 'An invigilator asks for a moment';
    case 'extend':
      return 'An invigilator gave you more time';
    default:
      return 'An invigilator';
  }
}

/** What became of a line; null where that goes without saying. */
export function lineNote(line: Line, timeZone: string): string | null {
  if (line.from === 'invigilators') return line.open ? 'Not acknowledged yet' : null;
  switch (line.state) {
    case 'waiting':
      return 'Waiting for the connection';
    case 'sent':
      return 'Sent';
    case 'seen':
      return line.seenAt === null ? 'Seen' : `Seen at ${timeOfDay(line.seenAt, timeZone)}`;
    case 'refused':
      return `Not sent. ${line.why ?? ''}`.trim();
  }
}
