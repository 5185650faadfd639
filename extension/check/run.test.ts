import { checkNames, isPassed, type CheckName } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { failed, passed, warned, type Finding } from './finding.ts';
import { CheckRun, lanes, type Probe, type Probes } from './run.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const after = (ms: number, finding: Finding = passed()): Probe => {
  return () => new Promise((resolve) => setTimeout(() => resolve(finding), ms));
};

const probesWith = (own: Partial<Record<CheckName, Probe>> = {}): Probes =>
  Object.fromEntries(checkNames.map((name) => [name, own[name] ?? after(100)])) as Probes;

async function ran(probes: Probes, names: readonly CheckName[] = checkNames) {
  const onChange = vi.fn();
  const run = new CheckRun(onChange);
  const done = run.run(names, probes, new AbortController().signal);
  await vi.runAllTimersAsync();
  await done;
  return { run, onChange };
}
const states = (run: CheckRun) => Object.fromEntries(run.lines.map((l) => [l.name, l.state]));

describe('CheckRun', () => {
  it('knows a lane for every line, and all lanes end within a minute', () => {
    expect(lanes.flat().toSorted()).toEqual(checkNames.toSorted());
    for (const lane of lanes) {
      const ms = lane.reduce((sum, name) => sum + config.check.limitsMs[name] + 500, 0);
      expect(ms).toBeLessThan(60_000);
    }
  });

  it('runs every line, and tells what the server wants to know', async () => {
    const { run } = await ran(probesWith({ speed: after(50, warned('slow_line', { up: 900 })) }));
    expect(states(run)).toMatchObject({ camera: 'passed', speed: 'warned' });
    const result = run.result(1_700_000_000_000, '0.1.0');
    expect(isPassed(result)).toBe(true);
    expect(result.tookMs).toBeGreaterThanOrEqual(350);
    expect(result.lines.find(({ name }) => name === 'speed')).toEqual({
      name: 'speed',
      outcome: 'warned',
      reason: 'slow_line',
      figures: { up: 900 },
    });
  });

  it('does not wait for a line that takes too long, and goes on with the next', async () => {
    const never: Probe = () => new Promise(() => undefined);
    const { run } = await ran(probesWith({ server: never }));
    expect(states(run)).toMatchObject({ server: 'failed', clock: 'passed', media: 'passed' });
    const finding = run.lines.find(({ name }) => name === 'server')?.finding;
    expect(finding?.reason).toBe('too_long');
  });

  it('lets a line say at the end of its time what it has', async () => {
    const slow: Probe = (signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(failed('no_face')));
      });
    const { run } = await ran(probesWith({ face: slow }));
    expect(run.lines.find(({ name }) => name === 'face')?.finding?.reason).toBe('no_face');
  });

  it('fails a line that breaks, and that line alone', async () => {
    const { run } = await ran(probesWith({ light: () => Promise.reject(new Error('broken')) }));
    expect(states(run)).toMatchObject({ light: 'failed', face: 'passed' });
    expect(run.troubled).toEqual(['light']);
  });

  it('runs again what did not pass, and keeps what the others found', async () => {
    const { run, onChange } = await ran(probesWith({ face: after(10, failed('no_face')) }));
    onChange.mockClear();
    const camera = vi.fn(after(10, failed('camera_lost')));
    const again = run.run(run.troubled, probesWith({ camera }), new AbortController().signal);
    expect(states(run)).toMatchObject({ face: 'running', camera: 'passed' });
    await vi.runAllTimersAsync();
    await again;
    expect(camera).not.toHaveBeenCalled();
    expect(run.troubled).toEqual([]);
    expect(run.result(1, '0.1.0').lines).toHaveLength(checkNames.length);
  });

  it('ends early where the page goes on without it', async () => {
    const run = new CheckRun(() => undefined);
    const over = new AbortController();
    const begun = vi.fn(after(100));
    const done = run.run(checkNames, probesWith({ face: begun, clock: begun }), over.signal);
    over.abort();
    await vi.runAllTimersAsync();
    await done;
    expect(begun).not.toHaveBeenCalled();
  });
});
