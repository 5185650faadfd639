import {
  defaultPolicy,
  explanationSchema,
  frameEventKinds,
  policySchema,
  rescore,
  reviewLifecycle,
  type ExplanationLine,
  type FrameEvent,
  type Incident,
  type Policy,
} from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyIncident, anyPolicy } from '../../../test-support/any-incident.ts';
import { frameEventWith } from '../../../test-support/frame-events.ts';
import {
  contradictionWith,
  detectorOffWith,
  pageEventWith,
  technicalWith,
  violationWith,
  reviewWith,
} from '../../../test-support/incidents.ts';
import { explain } from './explain.ts';

const attempt = { id: 'attempt-1', examId: 'exam-1' };
const start = 1_700_000_000_000;

const explained = (
  incidents: readonly Incident[],
  events: readonly FrameEvent[],
  policy: Policy = defaultPolicy,
) => explain({ attempt, incidents, events, policy });

/** The line that the log holds when an incident comes onto the record. */
function arrival(incident: Incident, at = incident.capturedAt): FrameEvent {
  const kinds = {
    violation: 'confirmed',
    page_event: 'page_event',
    contradiction: 'contradicted',
    technical: 'technical_began',
    note: 'noted',
  } as const;
  return frameEventWith({
    at,
    kind: kinds[incident.kind],
    type: incident.type,
    incidentId: incident.id,
    reason: incident.kind === 'page_event' ? 'recorded' : null,
  });
}

const decision = (incident: Incident, state: string, at: number): FrameEvent =>
  frameEventWith({
    at,
    kind: 'reviewed',
    type: incident.type,
    incidentId: incident.id,
    reason: state,
  });

const anyLog = (incidents: readonly Incident[]): fc.Arbitrary<FrameEvent[]> => {
  const at = fc.nat({ max: 800 }).map((seconds) => start + seconds * 1000);
  const ids = fc.constantFrom('gone', ...incidents.map(({ id }) => id));
  const something = fc
    .record({
      at,
      kind: fc.constantFrom(...frameEventKinds),
      incidentId: fc.option(ids),
      reason: fc.option(fc.constantFrom('recorded', 'ended', ...reviewLifecycle.states)),
      detail: fc.constant({}),
    })
    .map(frameEventWith);
  const arrivals = fc
    .subarray([...incidents])
    .chain((some) => fc.tuple(...some.map((one) => at.map((time) => arrival(one, time)))));
  const decisions = fc.array(
    fc
      .tuple(fc.nat(), fc.constantFrom(...reviewLifecycle.states), at)
      .map(([number, state, time]) => {
        const incident = incidents[number % incidents.length];
        return incident === undefined ? [] : [decision(incident, state, time)];
      }),
  );
  return fc
    .tuple(fc.array(something), arrivals, decisions)
    .map(([some, begun, decided]) => [...some, ...begun, ...decided.flat()]);
};

/** The lines that change the score, or could. */
const turns = (lines: readonly ExplanationLine[]) =>
  lines
    .filter(({ points }) => points !== null)
    .map(({ incidentId, points, scoreAfter }) => [incidentId, points, scoreAfter]);

describe('an explanation, whatever is on record and whatever the log holds of it,', () => {
  const anything = fc
    .tuple(fc.array(anyIncident, { maxLength: 25 }), anyPolicy)
    .chain(([incidents, policy]) =>
      fc.record({
        incidents: fc.constant(incidents),
        events: anyLog(incidents),
        policy: fc.constant(policy),
      }),
    );

  it('ends at the score, and its points add up to it', () => {
    fc.assert(
      fc.property(anything, ({ incidents, events, policy }) => {
        const { lines, score } = explained(incidents, events, policy);
        expect(score).toEqual(rescore(incidents, policy).score);
        expect(lines.at(-1)?.scoreAfter ?? 0).toBe(score.value);
        let before = 0;
        for (const { points, scoreAfter } of lines) {
          expect(scoreAfter).toBe(before + (points ?? 0));
          before = scoreAfter;
        }
      }),
    );
  });

  it('holds every step of the log, each incident and nothing else, oldest first', () => {
    fc.assert(
      fc.property(anything, ({ incidents, events, policy }) => {
        const explanation = explained(incidents, events, policy);
        explanationSchema.parse(explanation);
        const { lines } = explanation;
        const times = lines.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        const told = lines.filter(({ sentence }) => !sentence.includes('the log has no line'));
        expect(told).toHaveLength(events.length);
        const named = new Set(lines.map(({ incidentId }) => incidentId));
        for (const { id } of incidents) expect(named).toContain(id);
        for (const { sentence } of lines) expect(sentence).toMatch(/^[A-Z“].*[.”]$/);
      }),
    );
  });

  it('says the same whatever order the incidents come in', () => {
    fc.assert(
      fc.property(anything, ({ incidents, events, policy }) => {
        const turned = explained(incidents.toReversed(), events, policy);
        const straight = explained(incidents, events, policy);
        expect(turned.lines.at(-1)?.scoreAfter).toBe(straight.lines.at(-1)?.scoreAfter);
        expect(turned.score).toEqual(straight.score);
      }),
    );
  });
});

describe('the points', () => {
  const first = violationWith({ id: 'first', type: 'multiple_faces', capturedAt: start });
  const second = violationWith({ id: 'second', type: 'no_face', capturedAt: start + 60_000 });

  it('stand at the line at which an incident came onto the record, and nowhere else', () => {
    const steps = [
      frameEventWith({ at: start, kind: 'claimed', claimId: 'first' }),
      arrival(first, start + 200),
      frameEventWith({ at: start + 210, kind: 'warned', incidentId: 'first' }),
      arrival(second, start + 60_200),
      frameEventWith({ at: start + 60_900, kind: 'witnessed', incidentId: 'second' }),
    ];
    const { lines } = explained([first, second], steps);
    expect(lines.map(({ points, scoreAfter }) => [points, scoreAfter])).toEqual([
      [null, 0],
      [15, 15],
      [null, 15],
      [8, 23],
      [null, 23],
    ]);
  });

  it('go when a person dismisses it, and come back when they change their mind', () => {
    const decided = {
      ...first,
      review: reviewWith('unsure', 9),
    };
    const steps = [
      arrival(first, start + 200),
      decision(first, 'dismissed', start + 300),
      arrival(second, start + 60_200),
      decision(first, 'unsure', start + 70_000),
    ];
    expect(turns(explained([decided, second], steps).lines)).toEqual([
      ['first', 15, 15],
      ['first', -15, 0],
      ['second', 8, 8],
      ['first', 15, 23],
    ]);
  });

  it('of a contradiction come with a person’s word', () => {
    const contradiction = contradictionWith({
      id: 'c',
      review: reviewWith('accepted', start + 9000),
    });
    const steps = [
      arrival(contradiction, start + 5000),
      decision(contradiction, 'accepted', start + 9000),
    ];
    expect(turns(explained([contradiction], steps).lines)).toEqual([
      ['c', 0, 0],
      ['c', 15, 15],
    ]);
  });

  it('follow the record where the log says more, less or something else', () => {
    // Of the second the log holds nothing; the decision on the first was never written.
    const dismissed = {
      ...first,
      review: reviewWith('dismissed', start + 99_000),
    };
    const steps = [
      arrival(first, start + 200),
      frameEventWith({ at: start + 300, kind: 'confirmed', incidentId: 'deleted' }),
      // The same picture, told twice.
      arrival(first, start + 400),
    ];
    const { lines } = explained([dismissed, second], steps);
    expect(turns(lines)).toEqual([
      ['first', 15, 15],
      ['second', 8, 23],
      ['first', -15, 8],
    ]);
    const whole = 'confirmed by a picture that passed every check';
    const unwritten = 'Told by the record: the log has no line for it.';
    expect(lines.map(({ sentence }) => sentence)).toEqual([
      `Second face ${whole}: +15 points, score 15.`,
      `No face ${whole}. It is no longer on record and does not count.`,
      `Second face ${whole}. It was on record already.`,
      `No face confirmed 0.4 s later by a picture that passed every check: +8 points, score 23. ${unwritten}`,
      `Second face. Dismissed by a reviewer: −15 points, score 8. ${unwritten}`,
    ]);
  });

  it('are those of the policy that is asked for', () => {
    const strict = policySchema.parse({
      ...structuredClone(defaultPolicy),
      version: 7,
      violations: {
        ...defaultPolicy.violations,
        multiple_faces: { enabled: true, heldForMs: 1500, ttlMs: 45_000, weight: 50 },
        no_face: { enabled: false, heldForMs: 3000, ttlMs: 30_000, weight: 8 },
      },
    });
    const { lines, score } = explained([first, second], [arrival(first), arrival(second)], strict);
    expect(score).toMatchObject({ value: 50, policyVersion: 7 });
    expect(turns(lines)).toEqual([
      ['first', 50, 50],
      ['second', 0, 50],
    ]);
  });

  it('go where a detector takes back what it claimed, and do not come back', () => {
    const gaze = (id: string, capturedAt: number) =>
      violationWith({ id, type: 'gaze_away', heldMs: 4000, capturedAt });
    const [early, late, after] = [
      gaze('early', start),
      gaze('late', start + 60_000),
      gaze('after', start + 400_000),
    ];
    const off = detectorOffWith(
      { id: 'off', capturedAt: start + 300_000 },
      { detector: 'gaze_away', disregardedFrom: start + 30_000 },
    );
    const incidents = [early, late, off, after];
    const { lines, score } = explained(
      incidents,
      incidents.map((one) => arrival(one)),
    );
    expect(turns(lines)).toEqual([
      ['early', 2, 2],
      ['late', 2, 4],
      ['off', -2, 2],
      ['after', 0, 2],
    ]);
    expect(score.value).toBe(2);
    expect(explained(incidents, []).lines.at(-1)?.scoreAfter).toBe(2);
  });

  it('are none for what is technical, and for an attempt without anything', () => {
    const technical = technicalWith({ id: 't' });
    expect(turns(explained([technical], []).lines)).toEqual([]);
    expect(explained([technical], []).lines).toHaveLength(1);
    expect(explained([], [])).toMatchObject({ score: { value: 0 }, lines: [] });
  });

  it('of one that lasts are those of one whose end was told', () => {
    const hidden = pageEventWith({ id: 'p', capturedAt: start, durationMs: 5000 });
    const ended = frameEventWith({
      at: start + 5000,
      kind: 'page_event',
      incidentId: 'p',
      reason: 'ended',
      type: 'page_hidden',
      detail: { durationMs: 5000 },
    });
    expect(turns(explained([hidden], [arrival(hidden), ended]).lines)).toEqual([['p', 4, 4]]);
  });
});
