import type { EnrolmentEnding } from '../enrolment/index.ts';
import type { Pill } from './ports.ts';

const over = (symbol: string, text: string, advice: string): Pill => ({
  tone: 'over',
  symbol,
  text,
  advice,
  act: { kind: 'receipt', label: 'Open your receipt' },
});

/**
 * What the student reads once the attempt is over.
 *
 * @param contact whom the student can ask
 */
export function endedPill(ended: EnrolmentEnding, contact: string): Pill {
  switch (ended) {
    case 'submitted':
      return over('✓', 'Handed in', 'The camera is off. You can close this page.');
    case 'over':
      return over('✓', 'This attempt is over', 'The camera is off, and nothing is sent any more.');
    case 'ended':
      return over(
        '■',
        'Ended by invigilator',
        `An invigilator has ended this attempt. The camera is off. You can ask: ${contact}.`,
      );
    case 'expired':
      return over(
        '■',
        'Your time is over',
        `The time of this exam has run out. The camera is off. If you did not finish, ask: ${contact}.`,
      );
  }
}
