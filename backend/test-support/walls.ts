import type { Action } from '@invigil/shared-types';
import type { FanOutObserver } from '../src/live/wall-feed.ts';

export function actionWith(parts: Partial<Action> = {}): Action {
  return {
    id: 'action-1',
    examId: 'exam',
    attemptId: 'a',
    at: 1,
    by: { kind: 'staff', staffId: 'staff-1', name: 'ida' },
    content: { kind: 'message', text: 'Please sit upright.' },
    progress: { state: 'sent' },
    ...parts,
  };
}

/** Counts what is told. */
export class FanOutCounts implements FanOutObserver {
  readonly sent = { in_step: 0, coalesced: 0 };
  dropped = 0;
  readonly acknowledged: number[] = [];

  onSent(how: 'in_step' | 'coalesced'): void {
    this.sent[how] += 1;
  }

  onDropped(): void {
    this.dropped += 1;
  }

  onAcknowledged(ms: number): void {
    this.acknowledged.push(ms);
  }
}
