import {
  labelOf,
  noteLabels,
  noteTypeSchema,
  technicalLabels,
  technicalTypeSchema,
} from '@invigil/shared-types';
import type { CountedType, FrameEvent, NoteType, TechnicalType } from '@invigil/shared-types';

/** A duration as people say it: "0.2 s", "12 s", "4 min 10 s", "1 h 20 min". */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return two(Math.floor(whole / 60), 'min', whole % 60, 's');
  return two(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
}

/** "1 face", "2 faces". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number === 0 ? 'no' : number} ${number === 1 ? one : many}`;
}

/** "+15 points", "−1 point". */
export function points(number: number): string {
  const sign = number > 0 ? '+' : number < 0 ? '−' : '';
  return `${sign}${Math.abs(number)} ${Math.abs(number) === 1 ? 'point' : 'points'}`;
}

export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function two(many: number, large: string, few: number, small: string): string {
  return few === 0 ? `${many} ${large}` : `${many} ${large} ${few} ${small}`;
}

/** What a line is about, noun first. */
export function labelIn({ type }: Pick<FrameEvent, 'type'>): string {
  if (type === null) return 'Something';
  if (isTechnical(type)) return technicalLabels[type];
  return isNote(type) ? noteLabels[type] : labelOf(type);
}

/** A figure that a step went by; null where the line does not hold it. */
export function figure({ detail }: FrameEvent, name: string): number | null {
  const value = detail[name];
  return typeof value === 'number' ? value : null;
}

/** "in 41 % of 5 min of calm time". */
export function shareOfCalm(share: number, calmMs: number): string {
  return `in ${Math.round(share * 100)} % of ${duration(calmMs)} of calm time`;
}

type EventType = CountedType | TechnicalType | NoteType;

function isTechnical(type: EventType): type is TechnicalType {
  return technicalTypeSchema.safeParse(type).success;
}

function isNote(type: CountedType | NoteType): type is NoteType {
  return noteTypeSchema.safeParse(type).success;
}
