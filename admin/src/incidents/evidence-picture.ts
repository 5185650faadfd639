import type { Evidence } from '@invigil/shared-types';
import {
  computed,
  inject,
  onBeforeUnmount,
  onMounted,
  ref,
  watch,
  watchEffect,
  type ComputedRef,
  type Ref,
} from 'vue';
import { evidenceUrl } from '../api/index.ts';
import { pictureShelfKey, type Shelved } from '../ui/index.ts';
import type { Picture } from './pictures.ts';

export interface EvidencePicture {
  /** How the picture stands; null where none was taken. Reactive. */
  readonly shown: ComputedRef<Shelved | null>;
  /** What was to be had could not be shown. */
  readonly failed: () => void;
  /** Once more what could not be had. */
  readonly again: () => void;
}

/**
 * The bytes of a picture: from the shelf of a page that has one, once the picture is in sight; elsewhere by
 * its address.
 */
export function useEvidencePicture(
  picture: () => Picture,
  place: Readonly<Ref<HTMLElement | null>>,
): EvidencePicture {
  const shelf = inject(pictureShelfKey, null);
  const inSight = useInSight(place);
  const evidence = computed(() => {
    const now = picture();
    return now.state === 'taken' ? now.evidence : null;
  });
  const broken = ref(false);
  watch(evidence, () => (broken.value = false));
  /** Which picture has been in sight here. */
  const met = ref<string | null>(null);

  watchEffect(() => {
    if (evidence.value === null || !inSight.value) return;
    met.value = evidence.value.id;
    shelf?.want(picture().incidentId, evidence.value);
  });

  function byAddress({ id }: Evidence): Shelved {
    if (broken.value) return { state: 'failed' };
    if (met.value !== id) return { state: 'coming' };
    return { state: 'there', url: evidenceUrl(picture().incidentId, id) };
  }

  return {
    shown: computed(() =>
      evidence.value === null ? null : (shelf?.of(evidence.value) ?? byAddress(evidence.value)),
    ),
    failed: () => (broken.value = true),
    again() {
      broken.value = false;
      if (evidence.value !== null) shelf?.again(picture().incidentId, evidence.value);
    },
  };
}

/** Not before it is in sight: whoever fetches a picture is on record for having looked at it. */
function useInSight(place: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<boolean>> {
  const inSight = ref(typeof IntersectionObserver === 'undefined');
  let observer: IntersectionObserver | undefined;
  onMounted(() => {
    if (place.value === null || inSight.value) return;
    observer = new IntersectionObserver((entries) => {
      inSight.value = entries.at(-1)?.isIntersecting === true;
    });
    observer.observe(place.value);
  });
  onBeforeUnmount(() => observer?.disconnect());
  return inSight;
}
