import type { AttemptDetail, Incident } from '@invigil/shared-types';
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { api, toFailure, type RequestFailure } from '../api/index.ts';
import { config } from '../config.ts';

export type DetailState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly detail: AttemptDetail }
  | { readonly status: 'failed'; readonly failure: RequestFailure };

/** Both lists without repetition, newest first. */
export function joinIncidents(a: readonly Incident[], b: readonly Incident[]): Incident[] {
  const byId = new Map([...a, ...b].map((incident) => [incident.id, incident]));
  return [...byId.values()].sort((x, y) => y.capturedAt - x.capturedAt);
}

/**
 * One attempt's detail: read once, then kept fresh by what the wall hears.
 * A later reading that fails leaves what is there.
 */
export function useAttemptDetail(
  attemptId: string,
  onIncidents: (listener: (incidents: readonly Incident[]) => void) => () => void,
): { state: Readonly<ShallowRef<DetailState>>; reload: () => void } {
  const state = shallowRef<DetailState>({ status: 'loading' });
  const heard: Incident[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;

  async function read(): Promise<void> {
    try {
      const detail = await api.attempt(attemptId);
      if (gone) return;
      const incidents = joinIncidents(detail.incidents, heard);
      state.value = { status: 'ready', detail: { ...detail, incidents } };
    } catch (error) {
      if (gone || state.value.status === 'ready') return;
      state.value = { status: 'failed', failure: toFailure(error) };
    }
  }

  const stop = onIncidents((incidents) => {
    const own = incidents.filter((incident) => incident.attemptId === attemptId);
    if (own.length === 0) return;
    heard.push(...own);
    if (state.value.status === 'ready') {
      const { detail } = state.value;
      const joined = joinIncidents(detail.incidents, own);
      state.value = { status: 'ready', detail: { ...detail, incidents: joined } };
    }
    // The picture is shown at once; how it changed the score's bands is read a moment later.
    clearTimeout(timer);
    timer = setTimeout(() => void read(), config.wall.panelRefreshDelayMs);
  });

  onScopeDispose(() => {
    gone = true;
    clearTimeout(timer);
    stop();
  });
  void read();

  return {
    state,
    reload() {
      state.value = { status: 'loading' };
      void read();
    },
  };
}
