import { claimSchema, sha256Schema } from '@invigil/shared-types';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { z } from 'zod';

/** A claim on its way, with its picture. */
export const parcelSchema = z.object({
  claimId: z.uuid(),
  attemptId: z.string(),
  /** Its times are on this machine's clock until it is sent. */
  claim: claimSchema,
  sha256: sha256Schema,
  jpeg: z.instanceof(Blob),
  /** `packed`: the server does not know of it yet. `announced`: it waits for the picture. */
  stage: z.enum(['packed', 'announced']),
});
export type Parcel = z.infer<typeof parcelSchema>;

/** Where parcels wait. They survive an outage and a crash of the agent. */
export interface OutboxStore {
  /** All parcels, oldest first. */
  all(): Promise<Parcel[]>;
  put(parcel: Parcel): Promise<void>;
  remove(claimId: string): Promise<void>;
}

interface Schema extends DBSchema {
  parcels: { key: string; value: Parcel };
}

/** Parcels in the browser's IndexedDB. */
export class IndexedDbOutboxStore implements OutboxStore {
  readonly #database: Promise<IDBPDatabase<Schema>>;

  constructor() {
    this.#database = openDB<Schema>('invigil-outbox', 1, {
      upgrade: (database) => void database.createObjectStore('parcels', { keyPath: 'claimId' }),
    });
  }

  async all(): Promise<Parcel[]> {
    const stored: unknown[] = await (await this.#database).getAll('parcels');
    return stored
      .flatMap((one) => parcelSchema.safeParse(one).data ?? [])
      .sort((a, b) => a.claim.capturedAt - b.claim.capturedAt);
  }

  async put(parcel: Parcel): Promise<void> {
    await (await this.#database).put('parcels', parcel);
  }

  async remove(claimId: string): Promise<void> {
    await (await this.#database).delete('parcels', claimId);
  }
}

/** Parcels in memory: for tests, and where a browser refuses to store anything. */
export class MemoryOutboxStore implements OutboxStore {
  readonly #parcels = new Map<string, Parcel>();

  all(): Promise<Parcel[]> {
    const oldestFirst = [...this.#parcels.values()].sort(
      (a, b) => a.claim.capturedAt - b.claim.capturedAt,
    );
    return Promise.resolve(oldestFirst);
  }

  put(parcel: Parcel): Promise<void> {
    this.#parcels.set(parcel.claimId, parcel);
    return Promise.resolve();
  }

  remove(claimId: string): Promise<void> {
    this.#parcels.delete(claimId);
    return Promise.resolve();
  }
}
