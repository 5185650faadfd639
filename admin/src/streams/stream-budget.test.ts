import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  planStreams,
  type BudgetLimits,
  type Held,
  type Places,
  type Plan,
} from './stream-budget.ts';

const limits: BudgetLimits = {
  live: 6,
  consumers: 12,
  warmReach: 3,
  graceMs: 45_000,
  holdBonus: 10,
};
const ids = Array.from({ length: 60 }, (_, index) => `s${String(index).padStart(2, '0')}`);
const nobody: Places = { panel: [], worst: [], visible: [], order: ids };
const everybody = { available: () => true, score: () => 0 };

/** A wall that is planned again and again. */
function wall(given: Partial<BudgetLimits> = {}) {
  let plan: Plan = { held: new Map(), wakeAt: null, crowded: false };
  const scores = new Map<string, number>();
  const away = new Set<string>();
  return {
    scores,
    away,
    plan(places: Partial<Places>, now = 0): Plan {
      plan = planStreams(
        { ...nobody, ...places },
        {
          available: (attemptId) => !away.has(attemptId),
          score: (attemptId) => scores.get(attemptId) ?? 0,
        },
        plan.held,
        { ...limits, ...given },
        now,
      );
      return plan;
    },
  };
}

const standing = (plan: Plan, wanted: Held['standing']): string[] =>
  [...plan.held].flatMap(([attemptId, held]) => (held.standing === wanted ? [attemptId] : []));

describe('the budget of streams', () => {
  it('plays what is in the viewport and keeps the neighbours ready', () => {
    const plan = wall().plan({ visible: ids.slice(10, 14) });
    expect(standing(plan, 'live')).toEqual(['s10', 's11', 's12', 's13']);
    expect(standing(plan, 'warm')).toEqual(['s07', 's08', 's09', 's14', 's15', 's16']);
    expect(plan.crowded).toBe(false);
  });

  it('keeps what left the viewport for the time of grace, paused, and then closes it', () => {
    const { plan } = wall();
    plan({ visible: ids.slice(0, 2) });
    expect(plan({ visible: ids.slice(40, 42) }, 1_000).held.get('s00')).toEqual({
      standing: 'warm',
      leftAt: 1_000,
    });
    const waiting = plan({ visible: ids.slice(40, 42) }, 45_999);
    expect(waiting.held.has('s00')).toBe(true);
    expect(waiting.wakeAt).toBe(46_000);
    const after = plan({ visible: ids.slice(40, 42) }, 46_000);
    expect(after.held.has('s00')).toBe(false);
    expect(after.wakeAt).toBeNull();
  });

  it('counts the grace anew for whoever was back meanwhile', () => {
    const { plan } = wall();
    plan({ visible: ['s00'] });
    plan({ visible: ['s40'] }, 1_000);
    plan({ visible: ['s00'] }, 40_000);
    expect(plan({ visible: ['s40'] }, 50_000).held.get('s00')?.leftAt).toBe(50_000);
  });

  it('where it does not fit: first the panel, then the worst, then the score, then the position', () => {
    const { plan, scores } = wall({ live: 4, consumers: 5 });
    scores.set('s22', 30);
    const full = plan({ panel: ['s50'], worst: ['s55'], visible: ids.slice(20, 30) });
    expect(standing(full, 'live')).toEqual(['s50', 's55', 's22', 's20']);
    expect(standing(full, 'warm')).toEqual(['s21']);
    expect(full.crowded).toBe(true);
  });

  it('gives a place to somebody else only for a score that is clearly worse', () => {
    const { plan, scores } = wall({ live: 2 });
    const visible = ids.slice(0, 4);
    expect(standing(plan({ visible }), 'live')).toEqual(['s00', 's01']);
    scores.set('s02', 10);
    expect(standing(plan({ visible }), 'live')).toEqual(['s00', 's01']);
    scores.set('s02', 11);
    expect(standing(plan({ visible }), 'live')).toEqual(['s02', 's00']);
    scores.set('s02', 2);
    expect(standing(plan({ visible }), 'live')).toEqual(['s02', 's00']);
  });

  it('lets go at once of who sends no video, and gives the place to the next', () => {
    const { plan, away } = wall({ live: 2 });
    plan({ visible: ids.slice(0, 3) });
    away.add('s00');
    const next = plan({ visible: ids.slice(0, 3) });
    expect(standing(next, 'live')).toEqual(['s01', 's02']);
    expect(next.held.has('s00')).toBe(false);
  });

  it('plays somebody in several places once', () => {
    const plan = wall().plan({ panel: ['s01'], worst: ['s01', 's02'], visible: ['s01', 's03'] });
    expect(standing(plan, 'live')).toEqual(['s01', 's02', 's03']);
  });

  it('knows rooms: the neighbours of each part of the viewport are near, not what lies between', () => {
    const plan = wall({ warmReach: 1 }).plan({ visible: ['s05', 's40'] });
    expect(standing(plan, 'warm')).toEqual(['s04', 's06', 's39', 's41']);
  });
});

const step = fc.record({
  panel: fc.option(fc.constantFrom(...ids), { nil: null }),
  worst: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 4 }),
  from: fc.nat(55),
  shown: fc.nat(20),
  away: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 5 }),
  scores: fc.array(fc.tuple(fc.constantFrom(...ids), fc.nat(100)), { maxLength: 8 }),
  passed: fc.nat(60_000),
});
const budgets = fc.record({ live: fc.nat(10), consumers: fc.nat(20), warmReach: fc.nat(6) });

describe('whatever happens on the wall', () => {
  it('the budget holds, the most urgent play, and nothing flaps', () => {
    fc.assert(
      fc.property(budgets, fc.array(step, { minLength: 1, maxLength: 12 }), (given, steps) => {
        const all: BudgetLimits = { ...limits, ...given };
        const scores = new Map<string, number>();
        let held: ReadonlyMap<string, Held> = new Map();
        let now = 0;
        for (const { panel, worst, from, shown, away, scores: changes, passed } of steps) {
          now += passed;
          for (const [attemptId, score] of changes) scores.set(attemptId, score);
          const gone = new Set(away);
          const student = {
            available: (attemptId: string) => !gone.has(attemptId),
            score: (attemptId: string) => scores.get(attemptId) ?? 0,
          };
          const places: Places = {
            panel: panel === null ? [] : [panel],
            worst,
            visible: ids.slice(from, from + shown),
            order: ids,
          };
          const plan = planStreams(places, student, held, all, now);
          const live = standing(plan, 'live');
          const shownIds = [...places.panel, ...worst, ...places.visible];

          expect(live.length).toBeLessThanOrEqual(all.live);
          expect(plan.held.size).toBeLessThanOrEqual(all.consumers);
          for (const attemptId of plan.held.keys()) expect(gone.has(attemptId)).toBe(false);
          for (const attemptId of live) expect(shownIds).toContain(attemptId);

          // A free place is never left to nobody.
          const wanting = new Set(shownIds.filter((attemptId) => !gone.has(attemptId)));
          expect(live.length).toBe(Math.min(wanting.size, all.live, all.consumers));
          expect(plan.crowded).toBe(wanting.size > live.length);

          // Nobody of a lower class plays while one of a higher class does not.
          const rank = (attemptId: string): number =>
            places.panel.includes(attemptId) ? 0 : worst.includes(attemptId) ? 1 : 2;
          const lowestPlaying = Math.max(-1, ...live.map(rank));
          for (const attemptId of wanting) {
            if (!live.includes(attemptId)) {
              expect(rank(attemptId)).toBeGreaterThanOrEqual(lowestPlaying);
            }
          }

          // Whatever is closed within its grace made room for somebody else.
          for (const [attemptId, { leftAt }] of held) {
            if (plan.held.has(attemptId) || gone.has(attemptId)) continue;
            const overdue = leftAt !== null && now - leftAt >= all.graceMs;
            expect(overdue || plan.held.size === all.consumers).toBe(true);
          }

          // Planned again with nothing changed it stays.
          const again = planStreams(places, student, plan.held, all, now);
          expect(again.held).toEqual(plan.held);

          // Scores that go up and down by less than the bonus move it once at most.
          const wobbly = {
            ...student,
            score: (attemptId: string) =>
              student.score(attemptId) + (Number(attemptId.slice(1)) % 2) * 9,
          };
          const up = planStreams(places, wobbly, plan.held, all, now);
          const down = planStreams(places, student, up.held, all, now);
          const upAgain = planStreams(places, wobbly, down.held, all, now);
          expect(new Set(standing(down, 'live'))).toEqual(new Set(standing(up, 'live')));
          expect(new Set(standing(upAgain, 'live'))).toEqual(new Set(standing(up, 'live')));
          held = plan.held;
        }
      }),
    );
  });
});

it('costs next to nothing for a thousand students on a large screen', () => {
  const order = Array.from({ length: 1_000 }, (_, index) => `s${index}`);
  const plan = planStreams(
    { panel: [], worst: [], visible: order.slice(100, 310), order },
    everybody,
    new Map(),
    { ...limits, live: 24, consumers: 48, warmReach: 12 },
    0,
  );
  expect(standing(plan, 'live')).toHaveLength(24);
  expect(plan.held.size).toBe(48);
});
