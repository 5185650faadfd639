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
] as const;
export const violationTypeSchema = z.enum(violationTypes);
export type ViolationType = z.infer<typeof violationTypeSchema>;

export interface CatalogueEntry {
  /** How long the signal has to hold, without a break, before it is claimed. Milliseconds. */
  readonly heldForMs: number;
  /** After one counted violation, further ones of this type are suppressed for this long. Milliseconds. */
  readonly ttlMs: number;
  readonly band: Band;
  /** Points that one confirmed violation adds to its band, before the band's cap. */
  readonly weight: number;
  /** For invigilators: what was seen, noun first. */
  readonly label: string;
  /** For the student: what is seen, in one short sentence. */
  readonly warningTitle: string;
  /** For the student: what to do now. */
  readonly warningText: string;
}

/** The one table of violations. The agent's detectors, the ledger, the score and the texts all read it. */
export const catalogue: Readonly<Record<ViolationType, CatalogueEntry>> = {
  multiple_faces: {
    heldForMs: 1500,
    ttlMs: 45_000,
    band: 'high',
    weight: 15,
    label: 'Second face',
    warningTitle: 'There is a second face in the picture.',
    warningText: 'Please make sure that you are alone in the picture.',
  },
  no_face: {
    heldForMs: 3000,
    ttlMs: 30_000,
    band: 'medium',
    weight: 8,
    label: 'No face',
    warningTitle: "We can't see your face.",
    warningText: 'Please sit so that your face is in the picture.',
  },
  camera_blackout: {
    heldForMs: 2000,
    ttlMs: 15_000,
    band: 'medium',
    weight: 10,
    label: 'Dark picture',
    warningTitle: 'Your camera picture is black.',
    warningText: 'Please uncover the camera or switch on a light.',
  },
  head_turned: {
    heldForMs: 3000,
    ttlMs: 20_000,
    band: 'low',
    weight: 3,
    label: 'Head turned away',
    warningTitle: 'Your head is turned away from the screen.',
    warningText: 'Please look at your screen.',
  },
};
