import { describe, expect, it } from 'vitest';
import { bandOf } from './policy.ts';
import { catalogue, violationTypes } from './catalogue.ts';
import {
  agentNoteSchema,
  calmForMs,
  doubtfulShare,
  noteLabels,
  noteTypes,
  selfDoubtingTypes,
} from './notes.ts';
import { technicalLabels } from './technical.ts';

const common = { noteId: '0b6a1c1e-8c9e-4a55-9d3f-2f4f6a6f0d11', at: 1_700_000_000_000 };
const box = { x: 0.7, y: 0.1, w: 0.1, h: 0.2 };
const off = {
  ...common,
  type: 'detector_off',
  detector: 'gaze_away',
  share: 0.34,
  calmMs: calmForMs,
  disregardedFrom: common.at - calmForMs,
};

describe('a note', () => {
  it.each<[string, unknown]>([
    ['a calibration', { ...common, type: 'calibrated', again: false }],
    ['another one', { ...common, type: 'calibrated', again: true }],
    ['one that was skipped', { ...common, type: 'calibration_skipped', again: false }],
    ['a reference taken late', { ...common, type: 'identity_taken', again: true }],
    ['background', { ...common, type: 'background_face', boxes: [box, box, box, box] }],
    ['a detector that is off', off],
  ])('is taken: %s', (_what, note) => {
    expect(agentNoteSchema.parse(note)).toEqual(note);
  });

  it.each<[string, unknown]>([
    ['of no known kind', { ...common, type: 'yawned', again: false }],
    ['without an identifier', { at: 1, type: 'calibrated', again: false }],
    [
      'with another identifier than a UUID',
      { ...common, noteId: 'x', type: 'calibrated', again: false },
    ],
    ['of no time', { ...common, at: Number.NaN, type: 'calibrated', again: false }],
    ['of background nowhere', { ...common, type: 'background_face', boxes: [] }],
    ['of background everywhere', { ...common, type: 'background_face', boxes: Array(5).fill(box) }],
    [
      'of background outside the picture',
      { ...common, type: 'background_face', boxes: [{ ...box, x: 1.1 }] },
    ],
    ['of a detector that was hardly ever wrong', { ...off, share: doubtfulShare }],
    ['of a share that is none', { ...off, share: 1.01 }],
    ['after too little calm time', { ...off, calmMs: calmForMs - 1 }],
  ])('is refused: %s', (_what, note) => {
    expect(agentNoteSchema.safeParse(note).success).toBe(false);
  });

  it('switches off only what is mild, and never what tells who is there', () => {
    for (const type of violationTypes) {
      const { success } = agentNoteSchema.safeParse({ ...off, detector: type });
      expect(success).toBe(selfDoubtingTypes.includes(type));
      expect(success).toBe(catalogue[type].mayDoubtItself);
      if (success) expect(bandOf(type)).toBe('low');
    }
    expect(selfDoubtingTypes).not.toHaveLength(0);
  });
});

it('every note has words for invigilators', () => {
  for (const type of noteTypes) expect(noteLabels[type]).toMatch(/^[A-Z]/);
  expect(technicalLabels.detector_off).toMatch(/^[A-Z]/);
});
