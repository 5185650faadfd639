import { openDB, type IDBPDatabase } from 'idb';
import type { z } from 'zod';
import { log } from '../log.ts';
import { parcelSchema, type Parcel } from './parcel.ts';
import { unsentPageEventSchema, type UnsentPageEvent } from './unsent-page-event.ts';

/** Where things wait until they can be sent. They survive an outage and a crash of the agent. */
export interface WaitingStore<T> {
  /** All of them, oldest first. */
  all(): Promise<T[]>;
  /** Keeps one, instead of another with the same key. */
  put(one: T): Promise<void>;
  remove(key: string): Promise<void>;
}

export interface WaitingRoom {
  readonly parcels: WaitingStore<Parcel>;
  readonly pageEvents: WaitingStore<UnsentPageEvent>;
}

/** Version 1 had parcels alone. */
const version = 2;

/** The browser's IndexedDB. */
export function openWaitingRoom(name = 'invigil-outbox'): WaitingRoom {
  const opened = openDB(name, version, {
    upgrade: (database, from) => {
      if (from < 1) database.createObjectStore('parcels', { keyPath: 'claimId' });
      if (from < 2) database.createObjectStore('pageEvents', { keyPath: 'key' });
    },
  });
  // Every use of it fails with the same error; until the first one it is nobody's.
  opened.catch(() => undefined);
  return {
    parcels: storeOf(opened, 'parcels', parcelSchema, ({ claim }) => claim.capturedAt),
    pageEvents: storeOf(opened, 'pageEvents', unsentPageEventSchema, ({ toldAt }) => toldAt),
  };
}

function storeOf<T>(
  opened: Promise<IDBPDatabase>,
  name: string,
  schema: z.ZodType<T>,
  timeOf: (one: T) => number,
): WaitingStore<T> {
  return {
    async all() {
      const database = await opened;
      const found: T[] = [];
      for (const key of await database.getAllKeys(name)) {
        const one = schema.safeParse(await database.get(name, key)).data;
        if (one !== undefined) {
          found.push(one);
          continue;
        }
        // Of a version that nobody reads any more, so that nobody will send it: pictures must not stay.
        log('something unreadable that waited was deleted');
        await database.delete(name, key);
      }
      return found.sort((a, b) => timeOf(a) - timeOf(b));
    },
    async put(one) {
      await (await opened).put(name, one);
    },
    async remove(key) {
      await (await opened).delete(name, key);
    },
  };
}
