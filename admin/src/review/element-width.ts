import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

/**
 * How wide an element is, pixels, as it changes.
 * @param atFirst until it is known
 */
export function useElementWidth(
  element: Readonly<Ref<HTMLElement | null>>,
  atFirst: number,
): Readonly<Ref<number>> {
  const width = ref(atFirst);
  let observer: ResizeObserver | undefined;
  onMounted(() => {
    // Where nothing is laid out there is nothing to observe.
    if (element.value === null || typeof ResizeObserver === 'undefined') return;
    observer = new ResizeObserver(([entry]) => {
      const measured = Math.round(entry?.contentRect.width ?? 0);
      if (measured > 0) width.value = measured;
    });
    observer.observe(element.value);
  });
  onBeforeUnmount(() => observer?.disconnect());
  return width;
}
