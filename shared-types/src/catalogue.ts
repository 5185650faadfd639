import { z } from 'zod';

/** Severity bands, mildest first. A band's cap is the most that all its violations add to a score. */
export const bands = ['low', 'medium', 'high', 'critical'] as const;
export type Band = (typeof bands)[number];

export const bandCaps: Readonly<Record<Band, number>> = {
  low: 15,
  medium: 35,
  high: 60,
  critical: 100,
};

export const violationTypes = [
  'multiple_faces',
  'no_face',
  'camera_blackout',
  'head_turned',
  'gaze_away',
  'low_light',
  'poor_picture',
  'identity_mismatch',
] as const;
export const violationTypeSchema = z.enum(violationTypes);
export type ViolationType = z.infer<typeof violationTypeSchema>;

export interface CatalogueEntry {
  /** How long the signal has to hold, without a break, before it is claimed. Milliseconds. */
  readonly heldForMs: number;
  /** Where single checks decide and not a time: so many of the latest so many have to fail. */
  readonly checks?: { readonly failed: number; readonly of: number };
  /** After one counted violation, further ones of this type are suppressed for this long. Milliseconds. */
  readonly ttlMs: number;
  readonly band: Band;
  /**
   * Its detector may find out that it is wrong about somebody, and switch itself off for the attempt. A
   * graver one never does on its own word: a person has to (an accommodation).
   */
  readonly mayDoubtItself: boolean;
  /** Points that one confirmed violation adds to its band, before the band's cap. */
  readonly weight: number;
  /** For invigilators: what was seen, noun first. */
  readonly label: string;
  /** For the student: what is seen, in one short sentence. */
  readonly warningTitle: string;
  /** For the student: what to do now. */
  readonly warningText: string;
}

/** The one table of violations. Policies start from it; detectors, ledger, score and texts read it. */
export const catalogue: Readonly<Record<ViolationType, CatalogueEntry>> = {
  multiple_faces: {
    heldForMs: 1500,
    ttlMs: 45_000,
    band: 'high',
    mayDoubtItself: false,
    weight: 15,
    label: 'Second face',
    warningTitle: 'There is a second face in the picture.',
    warningText: 'Please make sure that you are alone in the picture.',
  },
  no_face: {
    heldForMs: 3000,
    ttlMs: 30_000,
    band: 'medium',
    mayDoubtItself: false,
    weight: 8,
    label: 'No face',
    warningTitle: "We can't see your face.",
    warningText: 'Please sit so that your face is in the picture.',
  },
  camera_blackout: {
    heldForMs: 2000,
    ttlMs: 15_000,
    band: 'medium',
    mayDoubtItself: false,
    weight: 10,
    label: 'Dark picture',
    warningTitle: 'Your camera picture is black.',
    warningText: 'Please uncover the camera or switch on a light.',
  },
  head_turned: {
    heldForMs: 3000,
    ttlMs: 20_000,
    band: 'low',
    mayDoubtItself: true,
    weight: 3,
    label: 'Head turned away',
    warningTitle: 'Your head is turned away from the screen.',
    warningText: 'Please look at your screen.',
  },
  gaze_away: {
    heldForMs: 4000,
    ttlMs: 20_000,
    band: 'low',
    mayDoubtItself: true,
    weight: 2,
    label: 'Eyes away from the screen',
    warningTitle: 'Your eyes are away from the screen.',
    warningText: 'Please look at your screen.',
  },
  low_light: {
    heldForMs: 8000,
    ttlMs: 60_000,
    band: 'low',
    mayDoubtItself: true,
    weight: 1,
    label: 'Little light',
    warningTitle: 'There is too little light to see you well.',
    warningText: 'Please switch on a light in front of you.',
  },
  poor_picture: {
    heldForMs: 8000,
    ttlMs: 60_000,
    band: 'low',
    mayDoubtItself: true,
    weight: 1,
    label: 'Poor picture',
    warningTitle: 'Your camera picture is blurred or stands still.',
    warningText: 'Please wipe the lens, and check that no other program uses the camera.',
  },
  identity_mismatch: {
    heldForMs: 0,
    checks: { failed: 3, of: 5 },
    ttlMs: 120_000,
    band: 'critical',
    mayDoubtItself: false,
    weight: 40,
    label: 'Face unlike the one at the start',
    warningTitle: 'Your face does not look like the one at the start.',
    warningText: 'Please face the camera, with light in front of you.',
  },
};
