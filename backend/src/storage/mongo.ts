import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { StorageError } from './storage-error.ts';

export interface MongoOptions {
  /** How long any operation waits for a server. Milliseconds. Default 5000. */
  serverSelectionTimeoutMs?: number;
}

/** A connection of its own, not mongoose's global one. Rejects when no server answers in time. */
export async function openMongo(url: string, options: MongoOptions = {}): Promise<Connection> {
  const connection = mongoose.createConnection(url, {
    serverSelectionTimeoutMS: options.serverSelectionTimeoutMs ?? 5000,
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
