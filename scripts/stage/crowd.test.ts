import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Crowd } from './crowd.ts';
import { openStageServer, type StageServer } from './stage-server.ts';

let stage: StageServer;
beforeAll(async () => {
  stage = await openStageServer({}, 'error');
});
afterAll(() => stage.close());

/** What a wall shows of a crowd of 20. */
async function shown(seed: number) {
  const demo = await stage.server.seedDemo(20);
  const said: string[] = [];
  const crowd = await Crowd.open(
    stage.server.url,
    demo.students.map(({ joinUrl }) => joinUrl),
    { seed, say: (text) => said.push(text) },
  );
  expect(said).toEqual([`A crowd of 20, seed ${seed}`]);
  const tiles = () =>
    stage.server.tracker
      .tiles(demo.exam.id)
      .map(({ studentName, room, state, level, score, incidents, trouble }) => ({
        studentName,
        room,
        state,
        level,
        score,
        incidents,
        trouble: trouble?.reason ?? null,
      }));
  return { crowd, tiles };
}

describe('a crowd', () => {
  it('has what a wall can show, and is the same for the same seed', async () => {
    const [first, second] = [await shown(7), await shown(7)];
    const tiles = first.tiles();
    expect(second.tiles()).toEqual(tiles);
    const has = (of: (tile: (typeof tiles)[number]) => unknown) => new Set(tiles.map(of));
    expect(has(({ level }) => level)).toEqual(new Set(['clear', 'look', 'likely', 'severe']));
    expect([...has(({ state }) => state)]).toEqual(
      expect.arrayContaining(['in_progress', 'invited', 'reconnecting']),
    );
    expect(has(({ trouble }) => trouble)).toContain('camera_lost');
    expect(has(({ room }) => room).size).toBeGreaterThan(1);
    first.crowd.close();
    second.crowd.close();
  });
});
