import { Network } from './network.ts';
import { inputSide } from './network-shape.ts';
import type {
  DescribeRequest,
  DescriberMessage,
  IdentityMessage,
  ServeCommand,
} from './protocol.ts';
import { startRuntime } from './runtime.ts';

/*
 * Says in numbers what a face looks like, to the vision worker alone. A thread of its own: one answer
 * takes as long as a look at a picture, and a slow one must not hold up the others. It keeps neither
 * pictures nor descriptions.
 */
self.addEventListener(
  'message',
  ({ data: { port } }: MessageEvent<ServeCommand>) => {
    serve(port).catch((error: unknown) => fail(port, error));
  },
  { once: true },
);

async function serve(port: MessagePort): Promise<void> {
  const startedAt = performance.now();
  const how = await startRuntime(urlOf('wasm/'));
  const response = await fetch(urlOf('models/face_descriptor.bin'));
  if (!response.ok) throw new Error(`no model: ${response.status}`);
  const network = new Network(await response.arrayBuffer());
  // The first run prepares the others: no face should wait for that.
  await network.describe(new Uint8ClampedArray(inputSide * inputSide * 4));
  port.onmessage = ({ data: { pixels } }: MessageEvent<DescribeRequest>) => {
    network.describe(new Uint8ClampedArray(pixels)).then(
      (descriptor) => answer(port, { kind: 'described', descriptor }),
      (error: unknown) => fail(port, error),
    );
  };
  answer(port, { kind: 'ready' });
  tell({ kind: 'ready', detail: `${how}, ${(performance.now() - startedAt).toFixed(0)} ms` });
}

function fail(port: MessagePort, error: unknown): void {
  answer(port, { kind: 'failed' });
  tell({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) });
}

const urlOf = (path: string) => new URL(`/${path}`, self.location.origin).href;

const answer = (port: MessagePort, message: DescriberMessage) => port.postMessage(message);

const tell = (message: IdentityMessage) => self.postMessage(message);
