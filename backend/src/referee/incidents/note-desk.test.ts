import { randomUUID } from 'node:crypto';
import {
  calmForMs,
  selfDoubtingTypes,
  type AgentNote,
  type NoteIncident,
} from '@invigil/shared-types';
import { describe, expect, it, vi } from 'vitest';
import { noteWith, pageEventWith, violationWith } from '../../../test-support/incidents.ts';
import { openRecord, type OnRecord } from '../../../test-support/on-record.ts';
import { NoteDesk } from './note-desk.ts';
import { toldBackground } from './told-background.ts';

const minute = 60_000;
const joinedAt = 1_700_000_000_000;
const now = joinedAt + 30 * minute;
const ada = { attemptId: 'ada', examId: 'exam' };
const bob = { attemptId: 'bob', examId: 'exam' };
const options = {
  clockToleranceMs: 2000,
  noteMaxAgeMs: 60 * minute,
  notesPerAttempt: 3,
  doubtReachMs: 20 * minute,
  doubtReachFactor: 4,
};

function openDesk(record: OnRecord = openRecord(), clockAheadMs = 0) {
  const onDetectorOff = vi.fn();
  const desk = new NoteDesk(
    {
      ...record,
      serverTime: (_attemptId, time) => time - clockAheadMs,
      firstJoinedAt: (attemptId) => Promise.resolve(attemptId === 'nobody' ? null : joinedAt),
      onDetectorOff,
    },
    options,
  );
  return { desk, record, onDetectorOff };
}

const calibrated = (parts: Partial<AgentNote> = {}): AgentNote => ({
  noteId: randomUUID(),
  at: now,
  type: 'calibrated',
  again: false,
  ...(parts as object),
});
type Off = Extract<AgentNote, { type: 'detector_off' }>;
const off = (parts: Partial<Off> = {}): Off => ({
  noteId: randomUUID(),
  at: now,
  type: 'detector_off',
  detector: 'gaze_away',
  share: 0.41,
  calmMs: calmForMs,
  disregardedFrom: now - 10 * minute,
  ...parts,
});
const steps = ({ lines }: OnRecord) => lines.map(({ kind, type, reason }) => [kind, type, reason]);

describe('a note', () => {
  it('is an incident that counts for nothing, and a line of the log', async () => {
    const { desk, record } = openDesk();
    const box = { x: 0.7, y: 0.1, w: 0.1, h: 0.2 };
    const note: AgentNote = {
      noteId: randomUUID(),
      at: now - 500,
      type: 'background_face',
      boxes: [box],
    };
    await desk.take(ada, note, now);
    expect(await record.incidents.listByAttempt('ada')).toEqual([
      {
        kind: 'note',
        id: note.noteId,
        ...ada,
        capturedAt: now - 500,
        type: 'background_face',
        again: false,
        boxes: [box],
      } satisfies NoteIncident,
    ]);
    expect(record.judged.at(-1)?.judgement.score.value).toBe(0);
    expect(record.lines).toMatchObject([
      {
        ...ada,
        at: now,
        kind: 'noted',
        type: 'background_face',
        incidentId: note.noteId,
        detail: { boxes: 1, again: false },
      },
    ]);
  });

  it('told again, also all at once and after a restart, is one', async () => {
    const { desk, record } = openDesk();
    const note = calibrated();
    await Promise.all([desk.take(ada, note, now), desk.take(ada, note, now)]);
    const again = openDesk(record.afterRestart());
    await again.desk.take(ada, note, now + 5000);
    expect(await record.incidents.listByAttempt('ada')).toHaveLength(1);
    expect([...record.lines, ...again.record.lines]).toHaveLength(1);
  });

  it('is of the time that the server makes of it, and never of the future', async () => {
    const { desk, record } = openDesk(openRecord(), 90 * minute);
    await desk.take(ada, calibrated({ at: now + 90 * minute + 1500 }), now);
    expect(await record.incidents.listByAttempt('ada')).toMatchObject([{ capturedAt: now }]);
  });

  it.each([
    ['beyond what clocks explain', now + options.clockToleranceMs + 1],
    ['of long before the exam', now - options.noteMaxAgeMs - 1],
  ])('%s is refused, and nothing is on record', async (_what, at) => {
    const { desk, record } = openDesk();
    await expect(desk.take(ada, calibrated({ at }), now)).rejects.toMatchObject({
      reason: 'implausible_time',
    });
    expect(await record.incidents.listByAttempt('ada')).toEqual([]);
    expect(steps(record)).toEqual([['refused', 'calibrated', 'implausible_time']]);
  });

  it('of before the join is taken: that is when people calibrate', async () => {
    const { desk, record } = openDesk();
    await desk.take(ada, calibrated({ at: joinedAt - 5 * minute }), now);
    expect(await record.incidents.listByAttempt('ada')).toHaveLength(1);
  });

  it('under somebody else’s identifier is refused, and theirs stays as it is', async () => {
    const { desk, record } = openDesk();
    const theirs = [noteWith(bob), violationWith(bob), pageEventWith(bob)];
    for (const incident of theirs) await record.caseFiles.add(incident);
    for (const { id } of theirs) {
      await expect(desk.take(ada, calibrated({ noteId: id }), now)).rejects.toMatchObject({
        reason: 'not_your_claim',
      });
      await expect(desk.take(ada, off({ noteId: id }), now)).rejects.toMatchObject({
        reason: 'not_your_claim',
      });
    }
    expect(await record.incidents.listByAttempt('ada')).toEqual([]);
    const kept = new Map((await record.incidents.listByAttempt('bob')).map((one) => [one.id, one]));
    expect(kept).toEqual(new Map(theirs.map((one) => [one.id, one])));
  });

  it('under the identifier of something else of one’s own is refused', async () => {
    const { desk, record } = openDesk();
    const violation = violationWith(ada);
    await record.caseFiles.add(violation);
    await expect(desk.take(ada, calibrated({ noteId: violation.id }), now)).rejects.toMatchObject({
      reason: 'invalid_message',
    });
    expect(await record.incidents.find(violation.id)).toEqual(violation);
  });

  it('one too many is refused with words; another attempt and detectors are not concerned', async () => {
    const { desk, record } = openDesk();
    for (let n = 0; n < options.notesPerAttempt; n += 1) await desk.take(ada, calibrated(), now);
    await expect(desk.take(ada, calibrated(), now)).rejects.toMatchObject({
      reason: 'too_many_notes',
    });
    await desk.take(bob, calibrated(), now);
    await desk.take(ada, off(), now);
    expect(await record.incidents.listByAttempt('ada')).toHaveLength(4);
  });
});

describe('a detector that switches itself off', () => {
  it('is a technical incident, over at once, and what it claimed since counts no more', async () => {
    const { desk, record, onDetectorOff } = openDesk();
    const gaze = (ago: number) =>
      violationWith({ ...ada, type: 'gaze_away', heldMs: 4000, capturedAt: now - ago });
    for (const each of [gaze(11 * minute), gaze(9 * minute), gaze(minute)]) {
      await record.caseFiles.add(each);
    }
    await record.caseFiles.add(violationWith({ ...ada, capturedAt: now - minute }));
    expect(record.judged.at(-1)?.judgement.score.value).toBe(3 * 2 + 8);
    const note = off();
    await desk.take(ada, note, now);
    const { detector, share, calmMs, disregardedFrom } = note;
    expect(await record.incidents.find(note.noteId)).toEqual({
      kind: 'technical',
      id: note.noteId,
      ...ada,
      capturedAt: now,
      type: 'detector_off',
      cause: null,
      endedAt: now,
      detector: { detector, share, calmMs, disregardedFrom },
    });
    // Told to the wall with what the attempt comes to now.
    expect(record.judged.at(-1)).toMatchObject({
      incident: { id: note.noteId },
      judgement: { score: { value: 2 + 8 } },
    });
    expect(onDetectorOff).toHaveBeenCalledExactlyOnceWith(ada, record.judged.at(-1)?.judgement);
    expect(record.lines.at(-1)).toMatchObject({
      kind: 'technical_began',
      type: 'detector_off',
      incidentId: note.noteId,
      reason: 'gaze_away',
      detail: { share: 0.41, calmMs: calmForMs, forMs: 10 * minute },
    });
  });

  it('is in doubt since the time that the server makes of it', async () => {
    const { desk, record } = openDesk(openRecord(), 90 * minute);
    const told = { at: now + 90 * minute, disregardedFrom: now + 80 * minute };
    await desk.take(ada, off(told), now);
    expect(await record.incidents.listByAttempt('ada')).toMatchObject([
      { capturedAt: now, detector: { disregardedFrom: now - 10 * minute } },
    ]);
  });

  it('does so once for each detector; a second time is answered and changes nothing', async () => {
    const { desk, record, onDetectorOff } = openDesk();
    const first = off();
    await Promise.all([desk.take(ada, first, now), desk.take(ada, off(), now)]);
    const again = openDesk(record.afterRestart());
    await again.desk.take(ada, off({ disregardedFrom: now - 15 * minute }), now);
    expect(await record.incidents.listByAttempt('ada')).toMatchObject([{ id: first.noteId }]);
    for (const detector of selfDoubtingTypes) await again.desk.take(ada, off({ detector }), now);
    expect(await record.incidents.listByAttempt('ada')).toHaveLength(selfDoubtingTypes.length);
    expect(onDetectorOff).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Partial<Off>]>([
    [
      'after enough calm time, at the soonest',
      { at: joinedAt + calmForMs, disregardedFrom: joinedAt },
    ],
    ['for as long back as is told', { disregardedFrom: now - 20 * minute }],
    [
      'for longer back where more calm time was seen',
      { calmMs: 7 * minute, disregardedFrom: now - 28 * minute },
    ],
    [
      'from the join on, within what clocks explain',
      { calmMs: 10 * minute, disregardedFrom: joinedAt - 2000 },
    ],
  ])('is believed %s', async (_what, parts) => {
    const { desk, record } = openDesk();
    await desk.take(ada, off(parts), now);
    expect(await record.incidents.listByAttempt('ada')).toHaveLength(1);
  });

  it.each<[string, Partial<Off>]>([
    [
      'before enough calm time can have passed',
      { at: joinedAt + calmForMs - 2001, disregardedFrom: joinedAt },
    ],
    ['of more calm time than there was time', { calmMs: 31 * minute }],
    ['from a time to come', { disregardedFrom: now + 1 }],
    ['in the future', { at: now + minute }],
  ])('is not believed %s', async (_what, parts) => {
    const { desk, record } = openDesk();
    await expect(desk.take(ada, off(parts), now)).rejects.toMatchObject({
      reason: 'implausible_time',
    });
    expect(await record.incidents.listByAttempt('ada')).toEqual([]);
  });

  it.each<[string, Partial<Off>, number]>([
    ['of before the join', { calmMs: 10 * minute, disregardedFrom: joinedAt - 2001 }, joinedAt],
    ['of everything', { disregardedFrom: 0 }, now - 20 * minute],
    [
      'of longer ago than the calm time tells',
      { disregardedFrom: now - 20 * minute - 1 },
      now - 20 * minute,
    ],
  ])(
    'that is told %s is one all the same, and reaches no further back than is believed',
    async (_what, parts, from) => {
      const { desk, record } = openDesk();
      await desk.take(ada, off(parts), now);
      const [incident] = await record.incidents.listByAttempt('ada');
      expect(incident).toMatchObject({ detector: { disregardedFrom: from } });
    },
  );

  it('is not believed of somebody who never joined', async () => {
    const { desk } = openDesk();
    const nobody = { attemptId: 'nobody', examId: 'exam' };
    await expect(desk.take(nobody, off(), now)).rejects.toMatchObject({
      reason: 'implausible_time',
    });
  });

  it('that cannot be stored is not in force, and may be told again', async () => {
    const { desk, record, onDetectorOff } = openDesk();
    vi.spyOn(record.incidents, 'add').mockRejectedValueOnce(new Error('away'));
    const note = off();
    await expect(desk.take(ada, note, now)).rejects.toThrow('away');
    expect(onDetectorOff).not.toHaveBeenCalled();
    await desk.take(ada, note, now);
    expect(await record.incidents.find(note.noteId)).not.toBeNull();
  });
});

describe('what is background', () => {
  it('is what the latest note says, in whatever order they are read', () => {
    const [early, late] = [1000, 2000].map((capturedAt) =>
      noteWith({
        type: 'background_face',
        capturedAt,
        boxes: [{ x: capturedAt / 10_000, y: 0, w: 0.1, h: 0.1 }],
      }),
    );
    const others = [noteWith({ capturedAt: 9000 }), violationWith()];
    expect(toldBackground([late!, ...others, early!])).toEqual(late!.boxes);
    expect(toldBackground([early!, ...others, late!])).toEqual(late!.boxes);
    expect(toldBackground(others)).toEqual([]);
  });
});
