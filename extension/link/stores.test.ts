import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { parcelSchema } from './parcel.ts';
import { openWaitingRoom } from './stores.ts';
import { unsentPageEvent } from './unsent-page-event.ts';

/** A claim's parcel as agents of before sharpness and difference stored it. */
function oldParcel(capturedAt: number) {
  const claimId = crypto.randomUUID();
  return {
    claimId,
    attemptId: 'mine',
    claim: {
      claimId,
      type: 'no_face',
      capturedAt,
      heldMs: 3000,
      signals: { faces: 0, luma: 90, yaw: null, pitch: null },
    },
    sha256: '0'.repeat(64),
    jpeg: new Blob(['jpeg']),
    stage: 'packed',
  };
}

let name: string;
beforeEach(() => (name = crypto.randomUUID()));

describe('the waiting room', () => {
  it('reads what an earlier version left, and adds to it', async () => {
    const before = await openDB(name, 1, {
      upgrade: (database) => void database.createObjectStore('parcels', { keyPath: 'claimId' }),
    });
    const old = oldParcel(5);
    await before.put('parcels', old);
    before.close();

    const room = openWaitingRoom(name);
    const [parcel] = await room.parcels.all();
    expect(parcel).toMatchObject({
      claimId: old.claimId,
      claim: { signals: { luma: 90, sharpness: null, difference: null } },
    });
    expect(await parcel?.jpeg.text()).toBe('jpeg');
    expect(await room.pageEvents.all()).toEqual([]);
  });

  it('deletes what it cannot read', async () => {
    const room = openWaitingRoom(name);
    await room.parcels.all();
    const database = await openDB(name);
    await database.put('parcels', { ...oldParcel(1), claim: { type: 'unheard_of' } });
    expect(await room.parcels.all()).toEqual([]);
    expect(await database.count('parcels')).toBe(0);
    database.close();
  });

  it('gives back the oldest first, and forgets what was removed', async () => {
    const { parcels } = openWaitingRoom(name);
    const [first, second] = [1, 2].map((at) => parcelSchema.parse(oldParcel(at)));
    if (!first || !second) throw new Error('no parcels');
    await parcels.put(second);
    await parcels.put(first);
    expect((await parcels.all()).map(({ claimId }) => claimId)).toEqual([
      first.claimId,
      second.claimId,
    ]);
    await parcels.remove(first.claimId);
    expect((await parcels.all()).map(({ claimId }) => claimId)).toEqual([second.claimId]);
  });

  it('keeps both ends of a page event, in the order in which they were told', async () => {
    const { pageEvents } = openWaitingRoom(name);
    const eventId = crypto.randomUUID();
    const began = { eventId, type: 'page_hidden', startedAt: 1, durationMs: null } as const;
    await pageEvents.put(unsentPageEvent('mine', { ...began, durationMs: 9 }, 20));
    await pageEvents.put(unsentPageEvent('mine', began, 10));
    expect((await pageEvents.all()).map(({ event }) => event.durationMs)).toEqual([null, 9]);
  });
});
