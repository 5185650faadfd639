import { onScopeDispose } from 'vue';

interface Listeners {
  readonly pointerenter: () => void;
  readonly pointerleave: (event: PointerEvent) => void;
  readonly focusin: () => void;
  readonly focusout: () => void;
}

/**
 * Tells when a pointer or the focus comes upon an element and when neither is there any more.
 * Listeners for the element, by Vue's names.
 */
export function heldByHand(hold: (held: boolean) => void): Listeners {
  let pointed = false;
  let focused = false;
  const update = (): void => hold(pointed || focused);
  onScopeDispose(() => hold(false));
  return {
    pointerenter: () => {
      pointed = true;
      update();
    },
    pointerleave: ({ currentTarget }) => {
      pointed = false;
      // What had the focus may be gone from the page: that takes the focus away without a word.
      focused &&=
        currentTarget instanceof Element && currentTarget.contains(document.activeElement);
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
