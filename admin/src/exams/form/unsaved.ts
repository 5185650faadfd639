import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';

/** The question that stands while somebody is about to leave something unsaved. */
export interface LeaveQuestion {
  readonly open: Readonly<ShallowRef<boolean>>;
  answer(leave: boolean): void;
}

/**
 * Asks before a page with something unsaved is left: by a link within the console, with a dialog of its
 * own; by closing the window, with the browser's. For a page's component.
 */
export function useLeaveQuestion(unsaved: () => boolean): LeaveQuestion {
  const open = shallowRef(false);
  let waiting: ((leave: boolean) => void) | null = null;

  function answer(leave: boolean): void {
    open.value = false;
    waiting?.(leave);
    waiting = null;
  }

  onBeforeRouteLeave(() => {
    if (!unsaved()) return true;
    // A second way out was taken while the question stood: the first one is off.
    answer(false);
    open.value = true;
    return new Promise<boolean>((resolve) => (waiting = resolve));
  });

  const closing = new AbortController();
  window.addEventListener(
    'beforeunload',
    (event) => {
      if (unsaved()) event.preventDefault();
    },
    { signal: closing.signal },
  );
  onScopeDispose(() => {
    closing.abort();
    answer(true);
  });

  return { open, answer };
}
