import { onScopeDispose } from 'vue';

/**
 * Tells when a pointer or the focus comes upon an element and when neither is there any more.
 * Listeners for the element, by Vue's names.
 */
export function heldByHand(hold: (held: boolean) => void): Readonly<Record<string, () => void>> {
  let pointed = false;
  let focused = false;
  const update = (): void => hold(pointed || focused);
  onScopeDispose(() => hold(false));
  return {
    pointerenter: () => {
      pointed = true;
      update();
    },
    pointerleave: () => {
      pointed = false;
      update();
    },
    focusin: () => {
      focused = true;
      update();
    },
    focusout: () => {
      focused = false;
      update();
    },
  };
}
