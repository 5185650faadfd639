import {
  agentNoteSchema,
  failure,
  success,
  type AgentNote,
  type Failure,
  type PictureBox,
} from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { nothingLearnt, sittingMemorySchema, type SittingMemory } from '../sitting/index.ts';
import { SittingDesk } from './sitting-desk.ts';

const minute = 60_000;
const poster: PictureBox = { x: 0.1, y: 0.1, w: 0.1, h: 0.2 };
const calibration = {
  neutral: { yaw: 3, pitch: 5, gazeX: 0, gazeY: -0.1 },
  gazeRange: { x: [-0.2, 0.2] as [number, number], y: [-0.2, 0.1] as [number, number] },
  background: [],
};

/** A desk whose server answers like this, and what it told and kept. */
function deskWith(memory: Partial<SittingMemory> = {}, refuses: Failure['reason'][] = []) {
  const told: AgentNote[] = [];
  const kept: SittingMemory[] = [];
  const refusals = [...refuses];
  const desk = new SittingDesk({
    memory: { ...nothingLearnt('a1'), ...memory },
    keep: (learnt) => kept.push(sittingMemorySchema.parse(learnt)),
    toServerTime: (epoch) => epoch + 5000,
    send: (note) => {
      const refused = refusals.shift();
      if (refused !== undefined) return Promise.resolve(failure(refused));
      told.push(agentNoteSchema.parse(note));
      return Promise.resolve(success({}));
    },
    pause: () => Promise.resolve(),
  });
  return { desk, told, kept };
}

const note = (type: 'calibrated' | 'calibration_skipped', again = false): AgentNote => ({
  type,
  again,
  noteId: crypto.randomUUID(),
  at: 1000,
});

describe('SittingDesk', () => {
  it('tells what waited from before the exam in the server’s time, and forgets that it has to', async () => {
    const waiting = note('calibrated');
    const { desk, told, kept } = deskWith({ calibration, asked: true, notes: [waiting] });
    await desk.flush();
    expect(told).toEqual([{ ...waiting, at: 6000 }]);
    expect(kept.at(-1)).toMatchObject({ notes: [], calibration });
    await desk.flush();
    expect(told).toHaveLength(1);
  });

  it('keeps what could not be told, and drops what the server will never take', async () => {
    const { desk, told, kept } = deskWith({ notes: [note('calibrated')] }, ['no_answer']);
    await desk.flush();
    expect([told, desk.memory.notes.length]).toEqual([[], 1]);
    await desk.flush();
    expect([told.length, kept.at(-1)?.notes]).toEqual([1, []]);

    const refused = deskWith({ notes: [note('calibrated')] }, ['invalid_message']);
    await refused.desk.flush();
    expect([refused.told, refused.desk.memory.notes]).toEqual([[], []]);
  });

  it('tells that a detector is off once, since when it is in doubt, and remembers it', async () => {
    const { desk, told, kept } = deskWith();
    const off = { type: 'gaze_away', share: 0.41, calmMs: 5 * minute + 0.4 } as const;
    desk.switchedOff({ ...off, disregardedFrom: 20 * minute + 0.2 }, 26 * minute + 0.3);
    desk.switchedOff({ ...off, disregardedFrom: 0 }, 30 * minute);
    await desk.flush();
    expect(told).toMatchObject([
      {
        type: 'detector_off',
        detector: 'gaze_away',
        at: 26 * minute + 5000,
        disregardedFrom: 20 * minute + 5000,
        calmMs: 5 * minute,
      },
    ]);
    expect(kept.at(-1)?.switchedOff).toEqual(['gaze_away']);
  });

  it('keeps the face to compare with, and never tells it', async () => {
    const { desk, told, kept } = deskWith();
    desk.referenceTaken([0.25, 0.5], 1000);
    desk.referenceTaken([0.125], 2000);
    await desk.flush();
    expect(told.map((one) => one.type === 'identity_taken' && one.again)).toEqual([false, true]);
    expect(JSON.stringify(told)).not.toMatch(/0\.25|0\.125|reference|descriptor/);
    expect(kept.at(-1)).toMatchObject({ reference: [0.125], tookReference: true });
  });

  it('tells where background faces are, once there are any', async () => {
    const { desk, told } = deskWith();
    desk.backgroundLearnt([], 1000);
    desk.backgroundLearnt([poster], 2000);
    desk.backgroundLearnt([{ ...poster }], 3000);
    await desk.flush();
    expect(told).toMatchObject([{ type: 'background_face', boxes: [poster], at: 7000 }]);
    expect(desk.background).toEqual([poster]);
    desk.calibrated(
      { ...nothingLearnt('a1'), calibration: { ...calibration, background: [poster] } },
      4000,
    );
    expect(desk.background).toEqual([poster]);
    desk.calibrated({ ...nothingLearnt('a1'), calibration }, 5000);
    expect(desk.background).toEqual([]);
  });

  it('goes by a new calibration, and tells what the page left to tell', async () => {
    const { desk, told } = deskWith({ switchedOff: ['head_turned'] });
    const left: SittingMemory = {
      ...nothingLearnt('a1'),
      calibration,
      asked: true,
      notes: [note('calibrated', true)],
    };
    desk.calibrated(left, 9000);
    await desk.flush();
    expect(told.map(({ type }) => type)).toEqual(['calibrated']);
    expect(desk.memory).toMatchObject({ calibration, switchedOff: ['head_turned'] });
  });

  it('keeps nothing while the page has the memory, and loses nothing of either', async () => {
    const { desk, told, kept } = deskWith({ asked: true });
    desk.hold(true);
    desk.referenceTaken([0.5], 1000);
    desk.switchedOff(
      { type: 'low_light', share: 0.5, calmMs: 5 * minute, disregardedFrom: 0 },
      6 * minute,
    );
    await desk.flush();
    expect(kept).toEqual([]);
    desk.calibrated({ ...nothingLearnt('a1'), calibration, notes: [note('calibrated', true)] }, 9);
    desk.hold(false);
    await desk.flush();
    expect(told.map(({ type }) => type)).toEqual(['identity_taken', 'detector_off', 'calibrated']);
    expect(kept.at(-1)).toMatchObject({
      calibration,
      reference: [0.5],
      switchedOff: ['low_light'],
      notes: [],
    });
  });

  it('tells that a calibration that was begun and left was skipped', async () => {
    const { desk, told } = deskWith({ calibration, asked: true });
    desk.calibrated({ ...nothingLearnt('a1'), calibration, asked: true }, 9000);
    await desk.flush();
    expect(told).toMatchObject([{ type: 'calibration_skipped', again: true, at: 14_000 }]);
    expect(desk.memory.calibration).toEqual(calibration);
  });
});
