import type { Evidence } from '@invigil/shared-types';
import { onScopeDispose, shallowReactive, type InjectionKey } from 'vue';

/** A picture on its way, at hand, or not to be had. */
export type Shelved =
  | { readonly state: 'coming' }
  | { readonly state: 'there'; readonly url: string }
  | { readonly state: 'failed' };

export interface PictureShelf {
  /** How a picture stands; `coming` for one that nobody has asked for. Reactive. */
  of(evidence: Pick<Evidence, 'id'>): Shelved;
  /** Fetches a picture that is looked at, unless it is at hand or on its way. */
  want(incidentId: string, evidence: Pick<Evidence, 'id'>): void;
  /** Nobody looks any more: what was asked for and is not on its way yet is not fetched. */
  leave(): void;
  /** Fetches once more what could not be had. */
  again(incidentId: string, evidence: Pick<Evidence, 'id'>): void;
}

export interface ShelfOptions {
  readonly kept: number;
  readonly parallel: number;
}

/** For pictures inside a page that has a shelf; without one they are fetched by their addresses. */
export const pictureShelfKey: InjectionKey<PictureShelf> = Symbol('picture shelf');

const coming: Shelved = { state: 'coming' };

/**
 * Pictures that are held at hand for as long as a page is open: browsers are told to keep none. Each is
 * fetched once, whether it is shown small or large, and none before it is looked at: fetching is put on record.
 */
export function usePictureShelf(
  fetchPicture: (incidentId: string, evidenceId: string) => Promise<Blob>,
  { kept, parallel }: ShelfOptions,
): PictureShelf {
  const shelf = shallowReactive(new Map<string, Shelved>());
  const asked: { incidentId: string; evidenceId: string }[] = [];
  let fetching = 0;
  let closed = false;

  function pump(): void {
    while (fetching < parallel && !closed) {
      const next = asked.shift();
      if (next === undefined) return;
      void bring(next.incidentId, next.evidenceId);
    }
  }

  async function bring(incidentId: string, evidenceId: string): Promise<void> {
    fetching += 1;
    try {
      const bytes = await fetchPicture(incidentId, evidenceId);
      if (!closed) put(evidenceId, { state: 'there', url: URL.createObjectURL(bytes) });
    } catch {
      // Said in the picture's place, with the way to try again.
      put(evidenceId, { state: 'failed' });
    } finally {
      fetching -= 1;
      pump();
    }
  }

  function put(evidenceId: string, picture: Shelved): void {
    // Those fetched longest ago go first.
    shelf.delete(evidenceId);
    shelf.set(evidenceId, picture);
    for (const [id, oldest] of shelf) {
      if (shelf.size <= kept) break;
      if (oldest.state !== 'there' || id === evidenceId) continue;
      URL.revokeObjectURL(oldest.url);
      shelf.delete(id);
    }
  }

  onScopeDispose(() => {
    closed = true;
    for (const picture of shelf.values()) {
      if (picture.state === 'there') URL.revokeObjectURL(picture.url);
    }
    shelf.clear();
  });

  function ask(incidentId: string, evidenceId: string): void {
    shelf.set(evidenceId, coming);
    asked.push({ incidentId, evidenceId });
    pump();
  }

  return {
    of: ({ id }) => shelf.get(id) ?? coming,
    want(incidentId, { id }) {
      if (!shelf.has(id)) ask(incidentId, id);
    },
    leave() {
      // Whatever is still looked at asks once more, because it is not on the shelf now.
      for (const { evidenceId } of asked.splice(0)) shelf.delete(evidenceId);
    },
    again: (incidentId, { id }) => ask(incidentId, id),
  };
}
