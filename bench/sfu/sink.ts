import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { z } from 'zod';

/* The walls of the bench as far as packets go: they arrive, in a process of their own. */

const orderSchema = z.discriminatedUnion('what', [
  z.object({ what: z.literal('open'), ports: z.number().int() }),
  z.object({ what: z.literal('count') }),
]);
export type SinkOrder = z.infer<typeof orderSchema>;
export const sinkAnswerSchema = z.union([
  z.object({ ports: z.array(z.number().int()) }),
  z.object({ packets: z.number().int() }),
]);

let packets = 0;

async function openPort(): Promise<number> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 });
  socket.on('message', () => {
    packets += 1;
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket.address().port;
}

process.on('message', (message) => {
  const order = orderSchema.parse(message);
  if (order.what === 'count') {
    process.send?.({ packets });
    return;
  }
  void Promise.all(Array.from({ length: order.ports }, openPort)).then((ports) =>
    process.send?.({ ports }),
  );
});
// The bench is over.
process.on('disconnect', () => process.exit());
