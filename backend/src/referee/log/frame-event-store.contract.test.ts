import type { FrameEvent } from '@invigil/shared-types';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { frameEventWith } from '../../../test-support/frame-events.ts';
import { onEveryDatabase, openUntilTestEnds } from '../../../test-support/on-every-database.ts';
import type { FrameEventEntry } from './frame-event-store.ts';

/** Of now: a database that deletes old lines by itself must not touch those of a test. */
const now = Date.now();

const entries = (...events: FrameEvent[]): FrameEventEntry[] =>
  events.map((event) => ({ id: v7(), event }));

onEveryDatabase('FrameEventStore', (freshConfig) => {
  test('keeps every field of a line', async () => {
    const { frameEvents } = await openUntilTestEnds(freshConfig());
    const full = frameEventWith({
      at: now,
      kind: 'rejected',
      type: 'camera_blackout',
      claimId: 'claim-1',
      incidentId: 'incident-1',
      reason: 'contradicts',
      detail: { mean: 110.25, 'at most': 60, flat: false, said: 'ß語🎓', saw: null },
    });
    const bare = frameEventWith({ at: now + 1, kind: 'policy_changed', type: null });
    await frameEvents.append(entries(full, bare));
    expect(await frameEvents.listByAttempt(full.attemptId)).toEqual([full, bare]);
  });

  test('lists oldest first, and as they were written those of one millisecond', async () => {
    const { frameEvents } = await openUntilTestEnds(freshConfig());
    const later = frameEventWith({ at: now + 5 });
    const together = Array.from({ length: 50 }, (_, n) =>
      frameEventWith({ at: now, reason: `${n}` }),
    );
    await frameEvents.append(entries(later, ...together.slice(0, 30)));
    await frameEvents.append(entries(...together.slice(30)));
    expect(await frameEvents.listByAttempt(later.attemptId)).toEqual([...together, later]);
  });

  test('lists those of one attempt', async () => {
    const { frameEvents } = await openUntilTestEnds(freshConfig());
    const [mine, other] = [
      frameEventWith({ at: now }),
      frameEventWith({ at: now, attemptId: 'attempt-2' }),
    ];
    await frameEvents.append(entries(mine, other));
    expect(await frameEvents.listByAttempt('attempt-1')).toEqual([mine]);
    expect(await frameEvents.listByAttempt('unknown')).toEqual([]);
  });

  test('stores a line once, however often it is appended', async () => {
    const { frameEvents } = await openUntilTestEnds(freshConfig());
    const [first, second, third] = [1, 2, 3].map((n) =>
      frameEventWith({ at: now, reason: `${n}` }),
    );
    if (!first || !second || !third) throw new Error('three events');
    const [one, two, three] = entries(first, second, third);
    if (!one || !two || !three) throw new Error('three entries');
    await frameEvents.append([one, two]);
    await frameEvents.append([one, two]);
    await frameEvents.append([one, two, three]);
    await frameEvents.append([]);
    expect(await frameEvents.listByAttempt('attempt-1')).toEqual([first, second, third]);
  });

  test('deletes those of one exam, also when there are many', async () => {
    const { frameEvents } = await openUntilTestEnds(freshConfig());
    const spared = frameEventWith({ at: now, examId: 'exam-2' });
    await frameEvents.append(
      entries(
        spared,
        ...Array.from({ length: 2500 }, (_, n) =>
          frameEventWith({ at: now + n, attemptId: `attempt-${n % 7}` }),
        ),
      ),
    );
    expect(await frameEvents.deleteByExam('exam-1')).toBe(2500);
    expect(await frameEvents.deleteByExam('exam-1')).toBe(0);
    expect(await frameEvents.listByAttempt('attempt-2')).toEqual([]);
    expect(await frameEvents.listByAttempt('attempt-1')).toEqual([spared]);
  });

  test('deletes those of one attempt', async () => {
    const { frameEvents } = await openUntilTestEnds(freshConfig());
    const spared = frameEventWith({ at: now, attemptId: 'attempt-2' });
    await frameEvents.append(
      entries(frameEventWith({ at: now }), frameEventWith({ at: now }), spared),
    );
    expect(await frameEvents.deleteByAttempt('attempt-1')).toBe(2);
    expect(await frameEvents.deleteByAttempt('attempt-1')).toBe(0);
    expect(await frameEvents.listByAttempt('attempt-1')).toEqual([]);
    expect(await frameEvents.listByAttempt('attempt-2')).toEqual([spared]);
  });

  test('remembers after a restart', async () => {
    const config = freshConfig();
    const before = await openUntilTestEnds(config);
    const event = frameEventWith({ at: now });
    await before.frameEvents.append(entries(event));
    await before.close();
    const after = await openUntilTestEnds(config);
    expect(await after.frameEvents.listByAttempt(event.attemptId)).toEqual([event]);
  });

  test('fails with an error that names the operation', async () => {
    const stores = await openUntilTestEnds(freshConfig());
    await stores.close();
    await expect(
      stores.frameEvents.append(entries(frameEventWith({ at: now }))),
    ).rejects.toMatchObject({ name: 'StorageError', operation: 'frameEvents.append' });
    await expect(stores.frameEvents.listByAttempt('attempt-1')).rejects.toMatchObject({
      name: 'StorageError',
      operation: 'frameEvents.listByAttempt',
    });
  });
});
