import { mkdir } from 'node:fs/promises';
import type { Incident, ViolationIncident } from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunningServer } from '../backend/src/server.ts';
import { everythingExpected, type Expected } from '../scripts/stage/clip.ts';
import { paths } from '../scripts/stage/paths.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';
import { Student } from '../scripts/stage/student.ts';

/*
 * A clip in which each violation of the catalogue happens once, and other things that are none: exactly
 * these become incidents, in their order and at their times, for one student and then for the next.
 */

/** By how much a claim may come late on a busy machine, and two clocks of one clip differ. Seconds. */
const toleranceS = 2.5;

let stage: StageServer;
let server: RunningServer;
let expected: Expected[];
let seats: readonly { readonly attemptId: string; readonly joinUrl: string }[];

beforeAll(async () => {
  await mkdir(paths.screenshots, { recursive: true });
  stage = await openStageServer();
  server = stage.server;
  const { exam, students } = await server.seedDemo(2);
  const roster = await server.stores.attempts.listByExam(exam.id);
  seats = students.map(({ name, joinUrl }) => ({
    joinUrl,
    attemptId: roster.find(({ studentName }) => studentName === name)?.id ?? '',
  }));
  expected = await everythingExpected();
});

afterAll(async () => {
  await stage?.close();
});

const ofViolations = (incidents: readonly Incident[]): ViolationIncident[] =>
  incidents.filter((incident) => incident.kind === 'violation');

describe.each([
  { name: 'one student', seat: 0 },
  { name: 'the next one', seat: 1 },
])('every violation once: $name', { timeout: 240_000 }, ({ seat }) => {
  let student: Student;
  const complaints: string[] = [];
  let incidents: Incident[] = [];

  beforeAll(async () => {
    student = await Student.open({ camera: paths.script });
    student.context.on('page', (page) => {
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
    });
  });
  afterAll(() => student?.close());

  test('what happens is recorded, each thing once and in its order', async () => {
    const { attemptId, joinUrl } = seats[seat] ?? { attemptId: '', joinUrl: '' };
    await student.begin(await student.follow(joinUrl));
    const lengthMs = Math.max(...expected.map(({ toS }) => toS)) * 1000;
    await vi.waitFor(
      async () => {
        incidents = await server.stores.incidents.listByAttempt(attemptId);
        expect(ofViolations(incidents).map(({ type }) => type)).toContain(expected.at(-1)?.type);
      },
      { timeout: lengthMs + 40_000, interval: 500 },
    );
    const seen = ofViolations(incidents).toSorted((a, b) => a.capturedAt - b.capturedAt);
    expect(seen.map(({ type }) => type)).toEqual(expected.map(({ type }) => type));
  });

  test('each at the time that the script says', () => {
    const seen = ofViolations(incidents).toSorted((a, b) => a.capturedAt - b.capturedAt);
    // The clip began when the camera was opened; the first one tells when that was.
    const began = (seen[0]?.capturedAt ?? 0) / 1000 - (expected[0]?.fromS ?? 0);
    for (const [index, { type, fromS, toS }] of expected.entries()) {
      const at = (seen[index]?.capturedAt ?? 0) / 1000 - began;
      expect(at, type).toBeGreaterThan(fromS - toleranceS);
      expect(at, type).toBeLessThan(toS + toleranceS);
    }
  });

  test('nothing else is held against the student, and no page complains', () => {
    const others = incidents.filter(({ kind }) => kind !== 'violation');
    expect(others.map(({ kind, type }) => `${kind}: ${type}`).sort()).toEqual([
      'note: calibration_skipped',
      'note: identity_taken',
    ]);
    expect(complaints).toEqual([]);
  });
});
