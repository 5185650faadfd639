import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  contradictionWith,
  detectorOffWith,
  evidenceWith,
} from '../../../test-support/incidents.ts';
import {
  claimWith,
  openBench,
  somebody,
  type RefereeBench,
} from '../../../test-support/referee.ts';

const start = 1_000_000_000;

let bench: RefereeBench;
beforeEach(() => {
  vi.useFakeTimers({ now: start });
  bench = openBench();
});
afterEach(() => {
  bench.referee.close();
  vi.useRealTimers();
});

async function accepted(parts = {}) {
  const claim = claimWith(parts);
  expect(await bench.take(claim)).toMatchObject({ outcome: 'accepted' });
  return claim;
}

describe('the student', () => {
  const heard = () => bench.steps().filter(({ kind }) => kind.startsWith('warn'));

  it('is warned of what is confirmed, once a while, and never of what is merely claimed', async () => {
    const first = await accepted();
    expect(bench.warned).toEqual([]);
    const incident = await bench.prove(first);
    expect(bench.warned).toEqual([incident]);
    vi.advanceTimersByTime(5_000);
    await bench.prove(await accepted({ type: 'multiple_faces' }));
    vi.advanceTimersByTime(15_000);
    await bench.prove(await accepted({ type: 'head_turned' }));
    expect(bench.warned.map(({ type }) => type)).toEqual(['no_face', 'head_turned']);
    expect(heard()).toEqual([
      { kind: 'warned', reason: null },
      { kind: 'warning_withheld', reason: 'too_soon' },
      { kind: 'warned', reason: null },
    ]);
    const withheld = bench.record.lines.find(({ kind }) => kind === 'warning_withheld');
    expect(withheld).toMatchObject({ type: 'multiple_faces', detail: { sinceMs: 5_000 } });
  });

  it('is not warned of what does not count any more', async () => {
    const claim = await accepted({ type: 'gaze_away', heldMs: 4000 });
    await bench.record.caseFiles.add(
      detectorOffWith({ ...somebody, capturedAt: start + 100 }, { detector: 'gaze_away' }),
    );
    await bench.prove(claim);
    expect([bench.confirmed.length, bench.warned.length]).toEqual([1, 0]);
    expect(heard()).toEqual([{ kind: 'warning_withheld', reason: 'not_counted' }]);
  });

  it('is not warned of what is long over', async () => {
    await bench.prove(await accepted({ capturedAt: start - 30_001 }));
    expect([bench.confirmed.length, bench.warned.length]).toEqual([1, 0]);
    expect(heard()).toEqual([{ kind: 'warning_withheld', reason: 'late' }]);
  });
});

describe('the witness’s picture', () => {
  const taken = { state: 'taken', evidence: evidenceWith(), faces: 2 } as const;
  const missing = { state: 'missing', reason: 'no_key_frame' } as const;

  it.each([
    [taken, null, { afterMs: 300, faces: 2 }],
    [missing, 'no_key_frame', { afterMs: 300 }],
  ])('is put beside the agent’s, once', async (picture, reason, detail) => {
    const incident = await bench.prove(await accepted());
    vi.advanceTimersByTime(300);
    const witnessed = await bench.referee.addWitnessPicture(incident, picture);
    expect(witnessed).toEqual({ ...incident, witness: picture });
    expect(await bench.record.incidents.find(incident.id)).toEqual(witnessed);
    expect(bench.record.lines.at(-1)).toMatchObject({ kind: 'witnessed', reason, detail });
    const lines = bench.record.lines.length;
    expect(await bench.referee.addWitnessPicture(incident, { ...taken })).toBeNull();
    expect(await bench.record.incidents.find(incident.id)).toEqual(witnessed);
    expect(bench.record.lines).toHaveLength(lines);
  });

  it('has no place beside what was deleted or is nothing of the kind', async () => {
    const incident = await bench.prove(await accepted());
    await bench.record.caseFiles.forget([{ ...incident, evidenceIds: [] }]);
    expect(await bench.referee.addWitnessPicture(incident, taken)).toBeNull();
    const contradiction = contradictionWith(somebody);
    await bench.record.caseFiles.add(contradiction);
    expect(await bench.referee.addWitnessPicture(contradiction, taken)).toBeNull();
  });

  it('that cannot be stored says so', async () => {
    const incident = await bench.prove(await accepted());
    vi.spyOn(bench.record.incidents, 'replace').mockRejectedValueOnce(new Error('away'));
    await expect(bench.referee.addWitnessPicture(incident, taken)).rejects.toThrow('away');
  });
});
