import { join } from 'node:path';
import {
  attemptDetailSchema,
  type ContradictionIncident,
  type AttemptDetail,
} from '@invigil/shared-types';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { RunningServer } from '../backend/src/server.ts';
import { Invigilator } from '../scripts/stage/invigilator.ts';
import { paths } from '../scripts/stage/paths.ts';
import { openStageServer, type StageServer } from '../scripts/stage/stage-server.ts';
import { Student } from '../scripts/stage/student.ts';
import { tamperedExtension } from '../scripts/stage/tampered-extension.ts';
import { signIn } from '../scripts/stage/watcher.ts';

/* Somebody has changed their agent so that it never tells of the person beside them. */

let stage: StageServer;
let server: RunningServer;
const opened: (() => Promise<void>)[] = [];

beforeAll(async () => {
  stage = await openStageServer();
  server = stage.server;
});

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

afterAll(async () => {
  await stage?.close();
});

test.each([
  ['lying', 'faces', 1],
  ['mute', 'silence', null],
] as const)(
  'a %s agent beside a second face is contradicted within a minute',
  async (tampering, kind, word) => {
    const extension = await tamperedExtension(tampering);
    opened.push(() => extension.remove());
    const student = await Student.open({ camera: paths.companyClip, extension: extension.folder });
    opened.push(() => student.close());
    const demo = await server.seedDemo(2);
    const [first] = demo.students;
    if (first === undefined) throw new Error('The demo has no students');
    const cookie = await signIn(server.url, demo.staff);
    const roster = await server.stores.attempts.listByExam(demo.exam.id);
    const attemptId = roster.find(({ studentName }) => studentName === first.name)?.id ?? '';
    const detail = async (): Promise<AttemptDetail> => {
      const response = await fetch(`${server.url}/api/attempts/${attemptId}`, {
        headers: { cookie },
      });
      return attemptDetailSchema.parse(await response.json());
    };

    await student.begin(await student.follow(first.joinUrl));
    await vi.waitFor(async () => expect((await server.health()).sfu.producers).toBe(1), {
      timeout: 30_000,
      interval: 50,
    });
    const streamingSince = Date.now();
    const contradiction = await vi.waitFor(
      async () => {
        const { incidents } = await detail();
        const found = incidents.find(
          (incident): incident is ContradictionIncident => incident.kind === 'contradiction',
        );
        if (found === undefined) throw new Error('no contradiction yet');
        return found;
      },
      { timeout: 90_000, interval: 250 },
    );

    expect(contradiction.recordedAt - streamingSince).toBeLessThan(60_000);
    expect(contradiction.contradiction).toBe(kind);
    for (const { evidence, saw, said } of contradiction.looks) {
      expect({ saw, said }).toEqual({ saw: 2, said: word });
      const address = `/api/incidents/${contradiction.id}/pictures/${evidence.id}`;
      const response = await fetch(`${server.url}${address}`, { headers: { cookie } });
      const { format, width } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      expect({ format, width }).toEqual({ format: 'jpeg', width: evidence.width });
    }
    // The agent has claimed nothing, and a person has not decided yet.
    const { incidents, score } = await detail();
    expect(incidents.filter(({ kind }) => kind === 'violation')).toEqual([]);
    expect(score.value).toBe(0);

    const invigilator = await Invigilator.open(demo.wallUrl, demo.staff);
    opened.push(() => invigilator.close());
    const tile = invigilator.page.locator(`[data-testid="tile"][data-attempt-id="${attemptId}"]`);
    await tile.getByRole('button').first().click();
    const panel = invigilator.page.locator('[data-testid="panel"]');
    await panel.locator('[data-testid="incident"]').first().waitFor();
    await invigilator.page.screenshot({
      path: join(paths.screenshots, `contradiction-${tampering}.png`),
    });
    const reviewed = await fetch(`${server.url}/api/incidents/${contradiction.id}/review`, {
      method: 'PUT',
      headers: { cookie, 'Content-Type': 'application/json', Origin: server.url },
      body: JSON.stringify({ event: 'accept' }),
    });
    expect(reviewed.status).toBe(200);
    expect((await detail()).score).toMatchObject({ value: 15 });
  },
);
