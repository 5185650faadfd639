import { log } from '../log.ts';
import type { IdentityMessage, ServeCommand } from './protocol.ts';

/** What describes faces, at work. */
export interface Identity {
  /** For the vision worker: `Analyser.identify`. */
  readonly port: MessagePort;
  /** Cannot work here, or no longer; then nothing is compared. */
  readonly failed: boolean;
  close(): void;
}

/**
 * Starts the worker that describes faces. That it fails is nobody's fault and nobody's trouble: faces
 * are not compared then, and the log says why.
 */
export function startIdentity(): Identity {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'invigil-identity',
  });
  const { port1, port2 } = new MessageChannel();
  let failed = false;
  const fail = (detail: string) => {
    failed = true;
    log(`faces are not compared: ${detail}`);
    worker.terminate();
  };
  worker.addEventListener('message', ({ data }: MessageEvent<IdentityMessage>) => {
    if (data.kind === 'failed') fail(data.detail);
    else log(`comparing faces: ${data.detail}`);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    fail(event.message || 'the worker did not start');
  });
  const command: ServeCommand = { port: port2 };
  worker.postMessage(command, [port2]);
  return {
    port: port1,
    get failed() {
      return failed;
    },
    close: () => worker.terminate(),
  };
}
