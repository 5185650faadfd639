import { defaultPolicy, violationTypes, type ViolationType } from '@invigil/shared-types';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  claimWith,
  openBench,
  somebody,
  type RefereeBench,
} from '../../../test-support/referee.ts';

const start = 1_000_000_000;
const frameMs = 200;
const frames = 300;

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

/** When a signal begins and ends. Frames since the start. */
type Spell = readonly [type: ViolationType, from: number, frames: number];
/** Which types a frame's claims are about. */
type Agent = (held: readonly ViolationType[], now: number) => readonly ViolationType[];

const suppressesNothing: Agent = (held) => held;

function suppressesByCatalogue(): Agent {
  const until = new Map<ViolationType, number>();
  return (held, now) =>
    held.filter((type) => {
      if (now < (until.get(type) ?? 0)) return false;
      until.set(type, now + defaultPolicy.violations[type].ttlMs);
      return true;
    });
}

/** A minute at five frames a second; every claim that is accepted gets its picture at once. */
async function sit(agent: Agent, spells: readonly Spell[]) {
  vi.setSystemTime(start);
  const bench = openBench();
  let claims = 0;
  for (let frame = 0; frame < frames; frame++) {
    const now = Date.now();
    const held = violationTypes.filter((type) =>
      spells.some(([of, from, length]) => of === type && frame >= from && frame < from + length),
    );
    const made = agent(held, now).map((type) => claimWith({ type, heldMs: 10_000 }));
    claims += made.length;
    const outcomes = made.length === 0 ? [] : await bench.referee.take(somebody, made, now);
    for (const [index, claim] of made.entries()) {
      // Dark, not flat: possible for every type.
      if (outcomes[index]?.outcome === 'accepted') await bench.prove(claim, { mean: 30 });
    }
    vi.advanceTimersByTime(frameMs);
  }
  bench.referee.close();
  return { claims, ...(await resultOf(bench)) };
}

async function resultOf({ record, confirmed, warned, claimedScores }: RefereeBench) {
  const { score, counts } = await record.caseFiles.judgement(somebody);
  const told = confirmed.map(({ type, capturedAt }) => [type, capturedAt]);
  return { score, counts, told, warned: warned.length, claimedScore: claimedScores.at(-1) };
}

it('an agent that claims every violation on every frame for a minute gets an honest one’s score', async () => {
  const everything = violationTypes.map((type): Spell => [type, 0, frames]);
  const chatty = await sit(suppressesNothing, everything);
  const honest = await sit(suppressesByCatalogue(), everything);
  expect(chatty.claims).toBe(frames * violationTypes.length);
  expect(honest.claims).toBeLessThan(25);
  expect({ ...chatty, claims: 0 }).toEqual({ ...honest, claims: 0 });
  expect(chatty.counts).toEqual({
    multiple_faces: 2,
    no_face: 2,
    camera_blackout: 4,
    head_turned: 3,
    gaze_away: 3,
    low_light: 1,
    poor_picture: 1,
    identity_mismatch: 1,
  });
  expect(chatty.claimedScore).toBe(chatty.score.value);
  expect(chatty.warned).toBe(3);
}, 60_000);

it('whatever there is to see, suppressing or not makes no difference', async () => {
  const spell = fc.tuple(
    fc.constantFrom(...violationTypes),
    fc.nat({ max: frames - 1 }),
    fc.integer({ min: 1, max: 120 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(spell, { minLength: 1, maxLength: 4 }), async (spells) => {
      const chatty = await sit(suppressesNothing, spells);
      const honest = await sit(suppressesByCatalogue(), spells);
      expect(chatty.score).toEqual(honest.score);
      expect(chatty.told).toEqual(honest.told);
    }),
    { numRuns: 8 },
  );
}, 60_000);
