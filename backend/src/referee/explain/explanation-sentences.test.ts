import {
  contradictionKinds,
  defaultPolicy,
  frameEventKinds,
  noteTypes,
  policySchema,
  reasonSentences,
  reviewLifecycle,
  stillFailures,
  technicalTypes,
  type FrameEvent,
  type Incident,
  type Policy,
} from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { frameEventWith } from '../../../test-support/frame-events.ts';
import {
  contradictionWith,
  detectorOffWith,
  pageEventWith,
  violationWith,
  reviewWith,
} from '../../../test-support/incidents.ts';
import { detectorOffAt, detectorOffParticulars } from '../incidents/detector-off.ts';
import { sentenceOf } from './explanation-sentences.ts';
import { ScoreReplay } from './score-replay.ts';

/** The sentence about a step, after which `incidents` are on record; it is about the last of them. */
function sentence(
  event: Partial<FrameEvent>,
  incidents: readonly Incident[] = [],
  policy: Policy = defaultPolicy,
): string {
  const replay = new ScoreReplay(policy);
  const turn = incidents.map((incident) => replay.put(incident)).at(-1) ?? null;
  const incident = incidents.at(-1);
  return sentenceOf({
    event: frameEventWith({ incidentId: incident?.id ?? null, ...event }),
    logged: true,
    incident,
    turn,
    policy,
    off: incident && detectorOffAt(incidents, incident.type, incident.capturedAt),
  });
}

const two = 'multiple_faces' as const;
const dark = 'camera_blackout' as const;
const turnedAway = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    violationWith({ type: 'head_turned', capturedAt: 1000 + index * 60_000 }),
  );

describe('the story of a claim', () => {
  it.each<[string, Partial<FrameEvent>]>([
    [
      'Second face claimed, held for 1.6 s.',
      { kind: 'claimed', type: two, detail: { heldMs: 1600 } },
    ],
    [
      'Face unlike the one at the start claimed.',
      { kind: 'claimed', type: 'identity_mismatch', detail: { heldMs: 0 } },
    ],
    [
      'Second face not counted: one of this type counted less than 45 s before.',
      { kind: 'suppressed', type: two, reason: 'counted_before', detail: { ttlMs: 45_000 } },
    ],
    [
      'Second face not counted: it is not looked for in this attempt.',
      { kind: 'suppressed', type: two, reason: 'switched_off' },
    ],
    [
      'Second face not counted: it is on record already.',
      { kind: 'suppressed', type: two, reason: 'on_record' },
    ],
    [
      'Other window in front not counted: it did not last as long as this exam asks for.',
      { kind: 'suppressed', type: 'focus_lost', reason: 'too_short' },
    ],
    [
      'Second face refused: it held for 0.8 s, this exam asks for 1.5 s.',
      {
        kind: 'refused',
        type: two,
        reason: 'claim_too_short',
        detail: { heldMs: 800, heldForMs: 1500 },
      },
    ],
    [
      'Second face refused. This claim belongs to another attempt.',
      { kind: 'refused', type: two, reason: 'not_your_claim' },
    ],
    [
      '137 messages not looked at: more than 300 within 10 s.',
      {
        kind: 'refused',
        type: null,
        reason: 'rate_limited',
        detail: { limit: 'messages', allowed: 300, messages: 137, withinMs: 10_000 },
      },
    ],
    [
      '1 message not looked at: more than 60 claims, page events and notes within 10 s.',
      {
        kind: 'refused',
        type: null,
        reason: 'rate_limited',
        detail: { limit: 'claims', allowed: 60, messages: 1, withinMs: 10_000 },
      },
    ],
    [
      'No face unproven: no picture that could be used came in time.',
      { kind: 'unproven', reason: 'evidence_overdue' },
    ],
    [
      "Dark picture rejected: the picture's mean brightness is 110; one of it is at most 60.",
      {
        kind: 'rejected',
        type: dark,
        reason: 'contradicts',
        detail: { mean: 110.2, deviation: 40, mostMean: 60 },
      },
    ],
    [
      'Second face rejected: the picture is black, with a mean brightness of 3, and shows nothing.',
      { kind: 'rejected', type: two, reason: 'contradicts', detail: { mean: 3, leastMean: 16 } },
    ],
    [
      'No face rejected: its picture was taken 4 min before the claim.',
      { kind: 'rejected', reason: 'stale', detail: { afterClaimMs: -240_000 } },
    ],
    [
      'No face rejected: this attempt had sent the same picture before.',
      { kind: 'rejected', reason: 'replayed' },
    ],
    [
      'The student was told: “There is a second face in the picture.”',
      { kind: 'warned', type: two },
    ],
    [
      'The student was not told: another warning was shown 8 s before.',
      { kind: 'warning_withheld', reason: 'too_soon', detail: { sinceMs: 8000 } },
    ],
    [
      'The student was not told: a warning of this type was shown 29 s before.',
      { kind: 'warning_withheld', reason: 'same_type', detail: { sinceMs: 29_000 } },
    ],
    [
      'The student was not told: what was seen was 4 min 10 s ago.',
      { kind: 'warning_withheld', reason: 'late', detail: { sinceMs: 250_000 } },
    ],
  ])('%s', (expected, event) => {
    expect(sentence(event)).toBe(expected);
  });
});

describe('what an incident adds', () => {
  const confirmed = { kind: 'confirmed', type: 'head_turned', detail: { afterMs: 200 } } as const;
  const whole = 'Head turned away confirmed 0.2 s later by a picture that passed every check';

  it('is told with the score after it', () => {
    expect(sentence(confirmed, turnedAway(1))).toBe(`${whole}: +3 points, score 3.`);
    const rest = policySchema.parse({
      ...defaultPolicy,
      caps: { ...defaultPolicy.caps, low: 13 },
    });
    expect(sentence(confirmed, turnedAway(5), rest)).toBe(`${whole}: +1 point, score 13.`);
  });

  it('is told where its band is full', () => {
    expect(sentence(confirmed, turnedAway(6))).toBe(
      `${whole}. No points: the low band is full at 15.`,
    );
  });

  it('is told where the score is full', () => {
    const person = (capturedAt: number) => violationWith({ type: 'identity_mismatch', capturedAt });
    const hundred = [1, 2, 3].map((count) => person(count * 500_000));
    expect(sentence(confirmed, [...hundred, ...turnedAway(1)])).toBe(
      `${whole}. No points: the score is full at 100.`,
    );
  });

  it('is told where the exam gives nothing for it, or does not look for it', () => {
    const rule = defaultPolicy.violations.head_turned;
    const withRule = (change: Partial<typeof rule>) =>
      policySchema.parse({
        ...defaultPolicy,
        violations: { ...defaultPolicy.violations, head_turned: { ...rule, ...change } },
      });
    const told = (change: Partial<typeof rule>) =>
      sentence(confirmed, turnedAway(2), withRule(change));
    expect(told({ weight: 0 })).toBe(`${whole}. No points: this exam gives none for it.`);
    expect(told({ enabled: false })).toBe(
      `${whole}. No points: it is not looked for in this attempt.`,
    );
    expect(told({ heldForMs: 4000 })).toBe(
      `${whole}. No points: it did not last as long as this exam asks for.`,
    );
    expect(told({ ttlMs: 90_000 })).toBe(
      `${whole}. No points: one of this type counted too short a time before.`,
    );
  });

  it('is told of what was done in the page', () => {
    const hidden = { kind: 'page_event', type: 'page_hidden', reason: 'recorded' } as const;
    expect(sentence({ ...hidden, detail: { durationMs: null } }, [pageEventWith()])).toBe(
      'Quiz page hidden, and lasting: +4 points, score 4.',
    );
    expect(
      sentence({ ...hidden, detail: { durationMs: 12_300 } }, [
        pageEventWith({ durationMs: 12_300 }),
      ]),
    ).toBe('Quiz page hidden for 12 s: +4 points, score 4.');
    expect(
      sentence({ ...hidden, type: 'paste', detail: { durationMs: 0 } }, [
        pageEventWith({ type: 'paste', durationMs: 0 }),
      ]),
    ).toBe('Text pasted: +4 points, score 4.');
    expect(sentence({ ...hidden, reason: 'ended', detail: { durationMs: 65_000 } })).toBe(
      'Quiz page hidden: over after 1 min 5 s.',
    );
    expect(sentence({ ...hidden, reason: 'closed', detail: { durationMs: 4_800_000 } })).toBe(
      'Quiz page hidden: lasted until the student was gone, 1 h 20 min.',
    );
  });

  it('is nothing for a contradiction until a person accepts it', () => {
    const open = contradictionWith();
    const contradicted = { kind: 'contradicted', type: 'agent_contradicted' } as const;
    expect(sentence(contradicted, [open])).toBe(
      'Agent and video disagree, twice running: the agent says one face, the video shows none or several. No points: it counts once a reviewer accepts it.',
    );
    const accepted = {
      ...open,
      review: reviewWith('accepted'),
    };
    const reviewed = { kind: 'reviewed', type: 'agent_contradicted' } as const;
    expect(sentence({ ...reviewed, reason: 'accepted' }, [open, accepted])).toBe(
      'Agent and video disagree. Accepted by a reviewer: +15 points, score 15.',
    );
    expect(sentence({ ...reviewed, reason: 'unsure' }, [open, open])).toBe(
      'Agent and video disagree. A reviewer is unsure: the score stays at 0.',
    );
    const first = { ...reviewed, reason: 'open', detail: { said: 'accepted' } };
    expect(sentence(first, [open, open])).toBe(
      'Agent and video disagree. Accepted by a reviewer, and another one has to agree: the score stays at 0.',
    );
    const second = { ...reviewed, reason: 'unsure', detail: { said: 'dismissed' } };
    expect(sentence(second, [open, open])).toBe(
      'Agent and video disagree. Dismissed by a reviewer; reviewers do not agree: the score stays at 0.',
    );
    const fourth = { ...reviewed, reason: 'accepted', detail: { said: 'open' } };
    expect(sentence(fourth, [open, accepted])).toBe(
      'Agent and video disagree. A reviewer took the decision back; it stays accepted: +15 points, score 15.',
    );
  });
});

describe('what agents note', () => {
  it.each<[string, Partial<FrameEvent>]>([
    ['The student calibrated.', { type: 'calibrated', detail: { again: false, boxes: 0 } }],
    ['The student calibrated again.', { type: 'calibrated', detail: { again: true } }],
    ['The calibration was skipped.', { type: 'calibration_skipped' }],
    [
      'The face to compare with was taken while the exam was sat, not before it.',
      { type: 'identity_taken' },
    ],
    [
      'In the background: 2 pictures of faces. Not counted as a second face.',
      { type: 'background_face', detail: { again: false, boxes: 2 } },
    ],
  ])('%s', (expected, event) => {
    expect(sentence({ kind: 'noted', ...event })).toBe(expected);
  });

  const off = detectorOffWith({ capturedAt: 200_000 }, { detector: 'head_turned' });
  const began = {
    kind: 'technical_began',
    type: 'detector_off',
    ...detectorOffParticulars(off.detector!, 200_000),
  } as const;

  it('tells which detector switched itself off, why, and what it takes back', () => {
    const said =
      'Detector switched itself off: head turned away. It claimed in 41 % of 5 min of calm time. What it claimed in the 6 min 40 s before, and from then on, does not count';
    expect(sentence(began, [...turnedAway(2), off])).toBe(`${said}: −6 points, score 0.`);
    expect(sentence(began, [off])).toBe(`${said}.`);
  });

  it('tells why something does not count after that', () => {
    const why = 'the detector switched itself off, it claimed in 41 % of 5 min of calm time';
    const figures = { share: 0.41, calmMs: 300_000 };
    expect(
      sentence({
        kind: 'suppressed',
        type: 'head_turned',
        reason: 'detector_off',
        detail: figures,
      }),
    ).toBe(`Head turned away not counted: ${why}.`);
    expect(sentence({ kind: 'confirmed', type: 'head_turned' }, [off, ...turnedAway(1)])).toBe(
      `Head turned away confirmed by a picture that passed every check. No points: ${why}.`,
    );
    expect(sentence({ kind: 'warning_withheld', reason: 'not_counted' })).toBe(
      'The student was not told: it does not count.',
    );
  });
});

describe('the witness and what is technical', () => {
  it.each<[string, Partial<FrameEvent>]>([
    [
      'The witness added its own picture, with 2 faces in it.',
      { kind: 'witnessed', detail: { faces: 2 } },
    ],
    ['The witness added its own picture.', { kind: 'witnessed', detail: { faces: null } }],
    [
      'No picture by the witness: the student sent no video.',
      { kind: 'witnessed', reason: 'no_stream' },
    ],
    [
      'The witness looked and saw no faces; the agent said 1 face.',
      { kind: 'looked', detail: { saw: 0, said: 1 } },
    ],
    [
      'The witness looked and saw 1 face; the agent said 1 face. They disagree: the agent says a moving picture, the video stands still.',
      { kind: 'looked', reason: 'frozen', detail: { saw: 1, said: 1 } },
    ],
    [
      'The witness looked and saw 1 face, beside 2 pictures in the background; the agent said 1 face.',
      { kind: 'looked', detail: { saw: 1, leftOut: 2, said: 1 } },
    ],
    [
      'The witness looked and could not count faces; the agent said nothing of it.',
      { kind: 'looked', detail: { saw: null, said: null } },
    ],
    [
      "No camera picture (camera switched off): nobody's fault, no points.",
      { kind: 'technical_began', type: 'camera_lost', reason: 'camera_muted' },
    ],
    [
      'Connection lost: over after 42 s.',
      { kind: 'technical_ended', type: 'network_lost', detail: { lastedMs: 42_000 } },
    ],
    [
      "The exam's policy was replaced by version 3.",
      { kind: 'policy_changed', type: null, detail: { version: 3 } },
    ],
  ])('%s', (expected, event) => {
    expect(sentence(event)).toBe(expected);
  });
});

it('there is a calm sentence for every step, whatever its line holds or lacks', () => {
  const reasons = [
    null,
    'something_new',
    ...Object.keys(reasonSentences),
    ...stillFailures,
    ...contradictionKinds,
    ...reviewLifecycle.states,
  ];
  const types = [
    null,
    ...technicalTypes,
    ...noteTypes,
    two,
    'paste',
    'agent_contradicted',
  ] as const;
  for (const kind of frameEventKinds) {
    for (const reason of reasons) {
      for (const type of types) {
        const words = sentence({ kind, reason, type, detail: {} }, [contradictionWith()]);
        expect(words).toMatch(/^[A-Z0-9].*[.”]$/);
        expect(words).not.toMatch(/undefined|null|NaN|_|!|cheat|suspicious/i);
      }
    }
  }
});
