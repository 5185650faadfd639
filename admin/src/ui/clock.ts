import { onScopeDispose, readonly, ref, type Ref } from 'vue';

/**
 * The server's clock, as far as this machine can tell: its own may be an hour off.
 * `ticking` moves once per tick; only what shows a running time may read it.
 */
export interface ServerClock {
  now(): number;
  readonly ticking: Readonly<Ref<number>>;
  /** Takes over the server's time of this moment. */
  sync(serverTime: number): void;
}

/** Makes a clock that runs until the scope it was made in ends. */
export function useServerClock(tickMs: number): ServerClock {
  let offset = 0;
  const now = () => Date.now() + offset;
  const ticking = ref(now());
  const timer = setInterval(() => {
    ticking.value = now();
  }, tickMs);
  onScopeDispose(() => clearInterval(timer));
  return {
    now,
    ticking: readonly(ticking),
    sync(serverTime) {
      offset = serverTime - Date.now();
      ticking.value = serverTime;
    },
  };
}
