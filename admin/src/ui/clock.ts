import { onScopeDispose, readonly, ref, type Ref } from 'vue';

/**
 * The server's clock, as far as this machine can tell: its own may be an hour off, and may be set right
 * in the middle of an exam. `ticking` moves once per tick; only what shows a running time may read it.
 */
export interface ServerClock {
  now(): number;
  readonly ticking: Readonly<Ref<number>>;
  /** Takes over the server's time of this moment. */
  sync(serverTime: number): void;
}

/** Makes a clock that runs until the scope it was made in ends. */
export function useServerClock(tickMs: number): ServerClock {
  // What this machine believes counts only until the server has said what time it is; from then on
  // only the time that has passed is taken from here.
  let epoch = Date.now() - performance.now();
  const now = () => Math.round(epoch + performance.now());
  const ticking = ref(now());
  const timer = setInterval(() => {
    ticking.value = now();
  }, tickMs);
  onScopeDispose(() => clearInterval(timer));
  return {
    now,
    ticking: readonly(ticking),
    sync(serverTime) {
      epoch = serverTime - performance.now();
      ticking.value = serverTime;
    },
  };
}
