import { randomUUID } from 'node:crypto';
import type { Incident } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { noIncidents } from './incident-store.ts';

function incidentWith(parts: Partial<Incident> = {}): Incident {
  const capturedAt = parts.capturedAt ?? 1_700_000_000_000;
  return {
    id: randomUUID(),
    attemptId: 'attempt-1',
    examId: 'exam-1',
    type: 'no_face',
    capturedAt,
    heldMs: 3000,
    confirmedAt: capturedAt + 400,
    evidence: {
      id: randomUUID(),
      sha256: 'a'.repeat(64),
      bytes: 31_000,
      width: 640,
      height: 360,
      capturedAt,
    },
    ...parts,
  };
}

onEveryDatabase('IncidentStore', (freshConfig) => {
  test('finds what was added, by its id and by its picture', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const incident = incidentWith();
    await incidents.add(incident);
    expect(await incidents.find(incident.id)).toEqual(incident);
    expect(await incidents.findByEvidenceId(incident.evidence.id)).toEqual(incident);
  });

  test('knows nothing of unknown ids', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    expect(await incidents.find('unknown')).toBeNull();
    expect(await incidents.findByEvidenceId('unknown')).toBeNull();
    expect(await incidents.listByAttempt('unknown')).toEqual([]);
    expect(await incidents.countsByAttempt('unknown')).toEqual(noIncidents());
    expect(await incidents.countsByExam('unknown')).toEqual(new Map());
  });

  test('the same id again, even fifty at once, is one incident, and the first stays', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const incident = incidentWith();
    await incidents.add(incident);
    await incidents.add({ ...incident, heldMs: 9999 });
    const raced = incidentWith({ type: 'head_turned' });
    await Promise.all(Array.from({ length: 50 }, () => incidents.add(raced)));
    expect(await incidents.find(incident.id)).toEqual(incident);
    expect(await incidents.countsByAttempt('attempt-1')).toEqual({
      ...noIncidents(),
      no_face: 1,
      head_turned: 1,
    });
  });

  test("lists an attempt's incidents, newest first, and by id what was captured together", async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    await incidents.add(incidentWith({ id: 'middle-a', capturedAt: 2000 }));
    await incidents.add(incidentWith({ id: 'newest', capturedAt: 3000 }));
    await incidents.add(incidentWith({ id: 'oldest', capturedAt: 999 }));
    await incidents.add(incidentWith({ id: 'middle-b', capturedAt: 2000 }));
    await incidents.add(incidentWith({ id: 'other', attemptId: 'attempt-2', capturedAt: 2500 }));
    const ids = (await incidents.listByAttempt('attempt-1')).map(({ id }) => id);
    expect(ids).toEqual(['newest', 'middle-b', 'middle-a', 'oldest']);
  });

  test('sums up an exam: counts and the latest incident of each attempt', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const latestOfOne = incidentWith({ type: 'multiple_faces', capturedAt: 5000 });
    await incidents.add(incidentWith({ capturedAt: 1000 }));
    await incidents.add(latestOfOne);
    await incidents.add(incidentWith({ capturedAt: 4000 }));
    const onlyOfTwo = incidentWith({ attemptId: 'attempt-2', type: 'camera_blackout' });
    await incidents.add(onlyOfTwo);
    await incidents.add(incidentWith({ attemptId: 'attempt-3', examId: 'exam-2' }));
    expect(await incidents.countsByExam('exam-1')).toEqual(
      new Map([
        [
          'attempt-1',
          { counts: { ...noIncidents(), no_face: 2, multiple_faces: 1 }, latest: latestOfOne },
        ],
        ['attempt-2', { counts: { ...noIncidents(), camera_blackout: 1 }, latest: onlyOfTwo }],
      ]),
    );
  });

  test('names what hangs on the incidents of an exam', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const [one, two] = [incidentWith(), incidentWith({ attemptId: 'attempt-2' })];
    for (const incident of [one, two, incidentWith({ examId: 'exam-2' })]) {
      await incidents.add(incident);
    }
    const references = await incidents.referencesByExam('exam-1');
    expect(new Set(references)).toEqual(
      new Set(
        [one, two].map(({ id, attemptId, evidence }) => ({
          id,
          attemptId,
          evidenceId: evidence.id,
        })),
      ),
    );
    expect(await incidents.referencesByExam('unknown')).toEqual([]);
  });

  test('deletes the incidents that are named, and no others', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const [one, two, spared] = [incidentWith(), incidentWith(), incidentWith()];
    for (const incident of [one, two, spared]) await incidents.add(incident);
    expect(await incidents.delete([one.id, two.id, 'unknown', '"]'])).toBe(2);
    expect(await incidents.listByAttempt('attempt-1')).toEqual([spared]);
    expect(await incidents.find(one.id)).toBeNull();
    expect(await incidents.findByEvidenceId(two.evidence.id)).toBeNull();
    expect(await incidents.countsByAttempt('attempt-1')).toMatchObject({ no_face: 1 });
    expect(await incidents.delete([one.id, two.id])).toBe(0);
    expect(await incidents.delete([])).toBe(0);
  });

  test('remembers after a restart', async () => {
    const config = freshConfig();
    const before = await openUntilTestEnds(config);
    const incident = incidentWith();
    await before.incidents.add(incident);
    await before.close();
    const after = await openUntilTestEnds(config);
    expect(await after.incidents.listByAttempt(incident.attemptId)).toEqual([incident]);
  });
});
