import type { Action } from '@invigil/shared-types';
import { onScopeDispose, shallowRef, watchEffect, type ShallowRef } from 'vue';
import { useActing } from './acting.ts';
import { isUnread } from './tile-marks.ts';

/**
 * While a student's panel is open: tells the others so, and reports as seen what the student wrote and
 * what others called for, once it is on the screen of a visible page.
 */
export function useAttention(attemptId: string): void {
  const { host, reports, attend } = useActing();
  const actions = host.actions.of(attemptId);
  const visible = usePageVisible();

  attend(attemptId);
  onScopeDispose(() => attend(null));

  watchEffect(() => {
    if (!visible.value || host.phase.value !== 'live') return;
    const ownId = host.presence.own.value?.staffId;
    for (const action of actions.value) {
      if (!isUnread(action) && !isCallOfAnother(action, ownId)) continue;
      // One that failed is told again when the wall hears the server again.
      if (reports.stateOf(action.id).status === 'none') void reports.report(action.id, 'see');
    }
  });
}

function isCallOfAnother({ content, progress, by }: Action, ownId: string | undefined): boolean {
  return (
    content.kind === 'second_look' &&
    progress.state === 'sent' &&
    ownId !== undefined &&
    !(by.kind === 'staff' && by.staffId === ownId)
  );
}

function usePageVisible(): Readonly<ShallowRef<boolean>> {
  const isVisible = () => document.visibilityState === 'visible';
  const visible = shallowRef(isVisible());
  const look = () => (visible.value = isVisible());
  document.addEventListener('visibilitychange', look);
  onScopeDispose(() => document.removeEventListener('visibilitychange', look));
  return visible;
}
