import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { z } from 'zod';

/* The limit: a program that does nothing but receive each packet and send it on as it is. */

const orderSchema = z.object({
  /** For each student the ports to which the packets go. */
  students: z.array(z.array(z.number().int())),
});
export type CopyOrder = z.infer<typeof orderSchema>;
/** The port at which each student's packets are taken. */
export const copyAnswerSchema = z.object({ ports: z.array(z.number().int()) });

async function openStudent(destinations: readonly number[]): Promise<number> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1_000_000 });
  socket.on('message', (packet) => {
    for (const port of destinations) socket.send(packet, port, '127.0.0.1');
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket.address().port;
}

process.on('message', (message) => {
  const { students } = orderSchema.parse(message);
  void Promise.all(students.map(openStudent)).then((ports) => process.send?.({ ports }));
});
// The bench is over.
process.on('disconnect', () => process.exit());
