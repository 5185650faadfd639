import { startIdentity } from '../../../extension/identity/index.ts';
import type { EyesAnswer, EyesCommand } from './protocol.ts';

declare global {
  interface Window {
    /** Asked by the bench. */
    benchEyes(command: EyesCommand): Promise<EyesAnswer>;
  }
}

interface Reply {
  readonly id: number;
  readonly result?: EyesAnswer;
  readonly error?: string;
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const identity = startIdentity();
worker.postMessage(null, [identity.port]);
const waiting = new Map<number, (reply: Reply) => void>();
let lastId = 0;

worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
  waiting.get(data.id)?.(data);
  waiting.delete(data.id);
});
worker.addEventListener('error', ({ message }) => {
  for (const [id, settle] of waiting) settle({ id, error: message });
  waiting.clear();
});

window.benchEyes = (command) =>
  new Promise((resolve, reject) => {
    const id = ++lastId;
    waiting.set(id, ({ result, error }) => {
      if (result === undefined) reject(new Error(error ?? 'the worker said nothing'));
      else resolve(result);
    });
    worker.postMessage({ ...command, id });
  });
