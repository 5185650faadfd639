import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { config } from '../config.ts';
import { plan, planMs, type DotId } from './plan.ts';
import { act, dotOf, dotShare, newRun, see, tick, type Act, type Run } from './run.ts';
import { emptySeat, following, lookAt, places, type Sitter } from './testing/looks.ts';

const begun = act(act(newRun, 'begin', 0), 'prepared', 0);

interface Going {
  readonly run: Run;
  readonly now: number;
}

/** Goes on for some time, with a look every so often, and notes which dots were shown. */
function goOn(
  { run, now }: Going,
  forMs: number,
  lookEveryMs: number,
  sitterAt: (id: DotId) => Sitter | null,
  dots: (DotId | null)[] = [],
): Going {
  const stepMs = config.calibration.tickMs;
  const end = now + forMs;
  for (; now < end; now += stepMs) {
    const dot = dotOf(run);
    if (dots.at(-1) !== (dot?.id ?? null)) dots.push(dot?.id ?? null);
    if (now % lookEveryMs < stepMs && dot !== null) {
      const sitter = sitterAt(dot.id);
      run = see(run, sitter === null ? emptySeat() : lookAt(sitter), now);
    }
    run = tick(run, now, places);
  }
  return { run, now };
}

const follows = following({ x: 0.2, y: 0.18 });

describe('a calibration', () => {
  it('leads round the screen in eight seconds', () => {
    const dots: (DotId | null)[] = [];
    const { run } = goOn({ run: begun, now: 0 }, planMs + 600, 200, follows, dots);
    expect(dots).toEqual([...plan.map(({ id }) => id), null]);
    expect(run.state).toBe('measured');
    expect(run.measurement?.followed).toEqual({ x: true, y: true });
    const before = goOn({ run: begun, now: 0 }, planMs - 200, 200, follows);
    expect(before.run.state).toBe('looking');
  });

  it('does not measure eyes that still travel', () => {
    // Late by 400 ms: they are on the dot before for so long.
    let last: DotId = 'middle';
    let since = 0;
    let clock = 0;
    const late = (id: DotId) => {
      clock += 100;
      if (id !== last && clock - since >= 400) [last, since] = [id, clock];
      else if (id === last) since = clock;
      return follows(last);
    };
    const { run } = goOn({ run: begun, now: 0 }, planMs + 600, 100, late);
    expect(run.measurement?.calibration.gazeRange.x[1]).toBeCloseTo(0.2, 1);
  });

  it('takes longer where looks are rare, but not for ever', () => {
    const slow = goOn({ run: begun, now: 0 }, 2 * planMs, 900, follows);
    expect(slow.run.state).toBe('measured');
    const tooSlow = goOn({ run: begun, now: 0 }, 2 * planMs, 5000, follows);
    expect(tooSlow.run).toMatchObject({ state: 'refused', refusal: 'too_slow' });
    // The middle is known, and the corners are not: they are as they are for everybody.
    const half = goOn({ run: begun, now: 0 }, 2400, 200, follows);
    const rest = goOn(half, 5 * plan.length * 1400, 4000, follows);
    expect(rest.run).toMatchObject({ state: 'measured', measurement: { followed: { x: false } } });
  });

  it('waits for a face that is gone, and begins its dot anew', () => {
    const there = goOn({ run: begun, now: 0 }, 3200, 200, follows);
    expect(dotOf(there.run)?.id).toBe('top_left');
    const gone = goOn(there, 3000, 200, () => null);
    expect(gone.run.state).toBe('waiting');
    expect(dotOf(gone.run)?.id).toBe('top_left');
    expect(dotShare(gone.run, gone.now)).toBe(0);
    const back = goOn(gone, 300, 200, follows);
    expect(back.run.state).toBe('looking');
    expect(back.run.looks.top_left).toEqual([]);
    expect(back.run.looks.middle.length).toBeGreaterThan(3);
    expect(goOn(back, 6500, 200, follows).run.state).toBe('measured');
  });

  it('waits only so long', () => {
    const { run } = goOn({ run: begun, now: 0 }, 25_000, 200, () => null);
    expect(run).toMatchObject({ state: 'refused', refusal: 'no_face' });
    const { run: early } = goOn({ run: begun, now: 0 }, 15_000, 200, () => null);
    expect(early.state).toBe('waiting');
  });

  it('does not take a glance for a missing face', () => {
    let run = begun;
    for (let now = 0; now < 2000; now += 100) {
      const glance = now > 500;
      run = see(run, glance ? { ...lookAt(), look: 'glance', face: null } : lookAt(), now);
      run = tick(run, now, places);
    }
    expect(run.state).toBe('looking');
  });

  it('refuses after the middle what cannot be measured, and can be begun again', () => {
    const aside = goOn({ run: begun, now: 0 }, 3000, 200, () => ({ yaw: 30 }));
    expect(aside.run).toMatchObject({ state: 'refused', refusal: 'not_in_front', dot: 0 });
    const again = act(act(aside.run, 'begin', 9000), 'prepared', 10_000);
    expect(again).toMatchObject({ state: 'looking', refusal: null, dot: 0, dotSince: 10_000 });
    expect(again.looks.middle).toEqual([]);
  });

  it('refuses at the end, too', () => {
    let step = 0;
    const company = (id: DotId): Sitter =>
      id === 'middle'
        ? {}
        : { ...follows(id), others: [{ x: (step++ % 6) * 0.05, y: 0.1, w: 0.05, h: 0.1 }] };
    const { run } = goOn({ run: begun, now: 0 }, planMs + 600, 200, company);
    expect(run).toMatchObject({ state: 'refused', refusal: 'several_faces' });
  });

  it('takes nothing from before it began', () => {
    const run = act(act(newRun, 'begin', 0), 'prepared', 1000);
    expect(see(run, emptySeat(), 900)).toBe(run);
    expect(see(newRun, lookAt(), 900)).toBe(newRun);
  });

  it.each<Act>(['skip', 'fail', 'interrupt'])('ends with %s from wherever it is', (event) => {
    const ends = { skip: 'skipped', fail: 'failed', interrupt: 'ready' };
    const waiting = goOn({ run: begun, now: 0 }, 2000, 200, () => null).run;
    for (const run of [begun, waiting, act(newRun, 'begin', 0)]) {
      const over = act(run, event, 1);
      expect(over.state).toBe(event in ends ? ends[event as keyof typeof ends] : '');
      expect(dotOf(over)).toBeNull();
      expect(tick(over, 10 ** 6, places)).toBe(over);
    }
  });

  it('ends, whatever happens and whatever the clock does, or waits for the student', () => {
    const event = fc.oneof(
      fc.record({ ms: fc.integer({ min: -500, max: 3000 }), face: fc.constantFrom(0, 1, 2) }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        let run = begun;
        let now = 0;
        for (const { ms, face } of events) {
          now += ms;
          if (face > 0) run = see(run, face === 1 ? lookAt() : emptySeat(), now);
          run = tick(run, now, places);
          expect(dotShare(run, now)).toBeLessThanOrEqual(1);
        }
        // Without a single further look.
        for (let i = 0; i < 400; i++) run = tick(run, (now += 200), places);
        expect(['measured', 'refused']).toContain(run.state);
        expect(run.measurement === null).toBe(run.state !== 'measured');
        expect(run.refusal === null).toBe(run.state !== 'refused');
      }),
    );
  });
});
