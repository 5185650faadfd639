import { evidenceOf, type Incident } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import {
  contradictionWith,
  detectorOffWith,
  evidenceWith,
  noteWith,
  pageEventWith,
  technicalWith,
  violationWith,
  measured,
  reviewWith,
} from '../../../test-support/incidents.ts';
import { onEveryDatabase, openUntilTestEnds } from '../../../test-support/on-every-database.ts';

const oneOfEachKind = (): Incident[] => [
  violationWith({
    type: 'identity_mismatch',
    witness: { state: 'taken', evidence: evidenceWith(), faces: 1 },
  }),
  pageEventWith({ durationMs: 4000 }),
  technicalWith({ endedAt: 1_700_000_009_000 }),
  contradictionWith(),
  noteWith({ type: 'background_face', boxes: [{ x: 0.7, y: 0.1, w: 0.1, h: 0.2 }] }),
  detectorOffWith(),
];

onEveryDatabase('IncidentStore', (freshConfig) => {
  test('finds what was added, whatever its kind', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    for (const incident of oneOfEachKind()) {
      await incidents.add(incident);
      expect(await incidents.find(incident.id)).toEqual(incident);
    }
  });

  test('knows nothing of unknown ids', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    expect(await incidents.find('unknown')).toBeNull();
    expect(await incidents.listByAttempt('unknown')).toEqual([]);
    expect(await incidents.listByExam('unknown')).toEqual(new Map());
    expect(await incidents.referencesByExam('unknown')).toEqual([]);
  });

  test('the same id again, even fifty at once, is one incident, and the first stays', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const incident = violationWith({ capturedAt: 2000 });
    await incidents.add(incident);
    await incidents.add({ ...incident, heldMs: 9999 });
    const raced = pageEventWith({ capturedAt: 1000 });
    await Promise.all(Array.from({ length: 50 }, () => incidents.add(raced)));
    expect(await incidents.listByAttempt('attempt-1')).toEqual([incident, raced]);
  });

  test('replaces an incident as a whole, and its pictures with it', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const [before, other] = [violationWith(), violationWith()];
    await incidents.add(before);
    await incidents.add(other);
    const after = violationWith({
      ...before,
      witness: { state: 'taken', evidence: evidenceWith(), faces: null },
      review: reviewWith('dismissed', 1_700_000_100_000),
      signals: measured,
      strength: 1.4,
    });
    expect(await incidents.replace(after)).toBe(true);
    expect(await incidents.find(before.id)).toEqual(after);
    expect(await incidents.find(other.id)).toEqual(other);
    expect(await incidents.referencesByExam('exam-1')).toContainEqual({
      id: after.id,
      attemptId: after.attemptId,
      evidenceIds: evidenceOf(after).map(({ id }) => id),
    });
    // What the former one had and the later one has not is gone.
    const technical = technicalWith({ id: other.id });
    expect(await incidents.replace(technical)).toBe(true);
    expect(await incidents.find(other.id)).toEqual(technical);
  });

  test('of many who replace it at once, one leaves its incident, whole', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const incident = pageEventWith();
    await incidents.add(incident);
    const versions = Array.from({ length: 20 }, (_, n) => ({
      ...incident,
      durationMs: n,
      recordedAt: n,
    }));
    expect(await Promise.all(versions.map((each) => incidents.replace(each)))).not.toContain(false);
    expect(versions).toContainEqual(await incidents.find(incident.id));
    expect(await incidents.listByAttempt(incident.attemptId)).toHaveLength(1);
  });

  test('replaces nothing that is not there', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const incident = violationWith();
    expect(await incidents.replace(incident)).toBe(false);
    expect(await incidents.find(incident.id)).toBeNull();
    await incidents.add(incident);
    await incidents.delete([incident.id]);
    expect(await incidents.replace(incident)).toBe(false);
    expect(await incidents.listByAttempt(incident.attemptId)).toEqual([]);
  });

  test("lists an attempt's incidents, newest first, and by id what was captured together", async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    await incidents.add(technicalWith({ id: 'middle-a', capturedAt: 2000 }));
    await incidents.add(violationWith({ id: 'newest', capturedAt: 3000 }));
    await incidents.add(pageEventWith({ id: 'oldest', capturedAt: 999 }));
    await incidents.add(contradictionWith({ id: 'middle-b', capturedAt: 2000 }));
    await incidents.add(violationWith({ id: 'other', attemptId: 'attempt-2', capturedAt: 2500 }));
    const ids = (await incidents.listByAttempt('attempt-1')).map(({ id }) => id);
    expect(ids).toEqual(['newest', 'middle-b', 'middle-a', 'oldest']);
  });

  test("lists an exam's incidents by attempt, newest first", async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const [oldest, middle, newest] = [
      violationWith({ capturedAt: 1000 }),
      technicalWith({ capturedAt: 4000 }),
      contradictionWith({ capturedAt: 5000 }),
    ];
    const onlyOfTwo = pageEventWith({ attemptId: 'attempt-2', capturedAt: 4500 });
    const elsewhere = violationWith({ attemptId: 'attempt-3', examId: 'exam-2' });
    for (const incident of [oldest, newest, onlyOfTwo, middle, elsewhere]) {
      await incidents.add(incident);
    }
    expect(await incidents.listByExam('exam-1')).toEqual(
      new Map([
        ['attempt-1', [newest, middle, oldest]],
        ['attempt-2', [onlyOfTwo]],
      ]),
    );
  });

  test('names every picture that hangs on the incidents of an exam', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const ofExam = [...oneOfEachKind(), violationWith({ attemptId: 'attempt-2' })];
    for (const incident of [...ofExam, violationWith({ examId: 'exam-2' })]) {
      await incidents.add(incident);
    }
    const references = await incidents.referencesByExam('exam-1');
    expect(new Set(references)).toEqual(
      new Set(
        ofExam.map((incident) => ({
          id: incident.id,
          attemptId: incident.attemptId,
          evidenceIds: evidenceOf(incident).map(({ id }) => id),
        })),
      ),
    );
    expect(references.flatMap(({ evidenceIds }) => evidenceIds)).toHaveLength(
      2 + 0 + 0 + 2 + 0 + 0 + 1,
    );
  });

  test('deletes the incidents that are named, and no others', async () => {
    const { incidents } = await openUntilTestEnds(freshConfig());
    const [one, two, spared] = [violationWith(), technicalWith(), violationWith()];
    for (const incident of [one, two, spared]) await incidents.add(incident);
    expect(await incidents.delete([one.id, two.id, 'unknown', '"]'])).toBe(2);
    expect(await incidents.listByAttempt('attempt-1')).toEqual([spared]);
    expect(await incidents.find(one.id)).toBeNull();
    expect(await incidents.delete([one.id, two.id])).toBe(0);
    expect(await incidents.delete([])).toBe(0);
  });

  test('remembers after a restart', async () => {
    const config = freshConfig();
    const before = await openUntilTestEnds(config);
    const incident = contradictionWith();
    await before.incidents.add(incident);
    await before.close();
    const after = await openUntilTestEnds(config);
    expect(await after.incidents.listByAttempt(incident.attemptId)).toEqual([incident]);
  });
});
