import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { StorageError } from './storage-error.ts';

/** How long an operation waits for a server, unless the URL says otherwise. */
const serverSelectionTimeoutMS = 5000;

/** A connection of its own, not mongoose's global one. Rejects when no server answers in time. */
export async function openMongo(url: string): Promise<Connection> {
  const connection = mongoose.createConnection(url, {
    ...(/[?&]serverSelectionTimeoutMS=/i.test(url) ? {} : { serverSelectionTimeoutMS }),
    socketTimeoutMS: 10_000,
    // Acknowledged only once it would survive the loss of the primary.
    writeConcern: { w: 'majority', journal: true },
    bufferCommands: false,
    // Indexes are ensured by the stores, which wait for them.
    autoIndex: false,
    autoCreate: false,
  });
  // Every operation reports its own failure; without a listener a lost connection ends the process.
  connection.on('error', () => {});
  try {
    return await connection.asPromise();
  } catch (error) {
    await connection.close();
    throw new StorageError('mongo.open', error);
  }
}
