import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue';

export interface BoxSize {
  /** CSS pixels, without scroll bar and border. */
  readonly width: number;
  readonly height: number;
}

/** How large an element is now; 0 × 0 until it is in the page. */
export function useBoxSize(
  element: Readonly<ShallowRef<HTMLElement | null>>,
): Readonly<ShallowRef<BoxSize>> {
  const size = shallowRef<BoxSize>({ width: 0, height: 0 });
  const measure = (): void => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = element.value ?? {};
    if (width !== size.value.width || height !== size.value.height) size.value = { width, height };
  };
  const observer = new ResizeObserver(measure);
  onMounted(() => {
    measure();
    if (element.value !== null) observer.observe(element.value);
  });
  onBeforeUnmount(() => observer.disconnect());
  return size;
}
