import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';

export interface BoxSize {
  /** CSS pixels, without scroll bar and border. */
  readonly width: number;
  readonly height: number;
}

/** How large an element is now; 0 × 0 while it is not in the page. */
export function useBoxSize(
  element: Readonly<ShallowRef<HTMLElement | null>>,
): Readonly<ShallowRef<BoxSize>> {
  const size = shallowRef<BoxSize>({ width: 0, height: 0 });
  const measure = (): void => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = element.value ?? {};
    if (width !== size.value.width || height !== size.value.height) size.value = { width, height };
  };
  const observer = new ResizeObserver(measure);
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before);
      if (now !== null) observer.observe(now);
      measure();
    },
    { immediate: true, flush: 'sync' },
  );
  onScopeDispose(() => observer.disconnect());
  return size;
}
