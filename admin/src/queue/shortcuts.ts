import { ref, watch, type Ref } from 'vue';

const storageKey = 'invigil.review.shortcuts';

/** Whether letters are commands, as this machine remembers it. */
export function useShortcuts(): Ref<boolean> {
  const on = ref(remembered());
  watch(on, (is) => {
    try {
      if (is) localStorage.removeItem(storageKey);
      else localStorage.setItem(storageKey, 'off');
    } catch {
      // Then it holds until the page is closed.
    }
  });
  return on;
}

function remembered(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off';
  } catch {
    // Storage may be forbidden.
    return true;
  }
}
