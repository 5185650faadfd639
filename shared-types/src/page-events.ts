import { z } from 'zod';
import type { Band } from './catalogue.ts';

/** What a student does with the quiz's page. Seen by the browser, not by the camera: no picture. */
export const pageEventTypes = [
  'page_hidden',
  'focus_lost',
  'fullscreen_left',
  'paste',
  'copy',
  'second_display',
] as const;
export const pageEventTypeSchema = z.enum(pageEventTypes);
export type PageEventType = z.infer<typeof pageEventTypeSchema>;

export interface PageEventEntry {
  /** Whether an exam looks for it unless its policy says otherwise. */
  readonly enabled: boolean;
  /** It has to last for this long to be reported. 0: it is over as soon as it happens. Milliseconds. */
  readonly heldForMs: number;
  /** After one that counted, further ones of this type are suppressed for this long. Milliseconds. */
  readonly ttlMs: number;
  readonly band: Extract<Band, 'low' | 'medium'>;
  readonly weight: number;
  /** For invigilators. */
  readonly label: string;
  /** For students: what is noticed, in the words of the consent page. */
  readonly notice: string;
}

export const pageEventCatalogue: Readonly<Record<PageEventType, PageEventEntry>> = {
  page_hidden: {
    enabled: true,
    heldForMs: 1000,
    ttlMs: 20_000,
    band: 'medium',
    weight: 4,
    label: 'Quiz page hidden',
    notice: 'when the quiz page is hidden behind another tab or minimised',
  },
  focus_lost: {
    enabled: true,
    heldForMs: 3000,
    ttlMs: 20_000,
    band: 'low',
    weight: 1,
    label: 'Other window in front',
    notice: 'when another window is in front for more than a moment',
  },
  fullscreen_left: {
    enabled: false,
    heldForMs: 1000,
    ttlMs: 20_000,
    band: 'low',
    weight: 2,
    label: 'Full screen left',
    notice: 'when the quiz leaves full screen',
  },
  paste: {
    enabled: true,
    heldForMs: 0,
    ttlMs: 10_000,
    band: 'medium',
    weight: 4,
    label: 'Text pasted',
    notice: 'that something was pasted into the quiz page, never what',
  },
  copy: {
    enabled: false,
    heldForMs: 0,
    ttlMs: 10_000,
    band: 'low',
    weight: 1,
    label: 'Text copied',
    notice: 'that something was copied from the quiz page, never what',
  },
  second_display: {
    enabled: false,
    heldForMs: 5000,
    ttlMs: 600_000,
    band: 'medium',
    weight: 5,
    label: 'Second display',
    notice: 'that a second display is connected',
  },
};
