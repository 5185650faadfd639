import {
  isActionPossible,
  isOver,
  type AttemptState,
  type StaffActionKind,
  type Tile,
} from '@invigil/shared-types';

/** What of a student decides on what can be done about them. */
export type Standing = Pick<Tile, 'state' | 'pausedAt'>;

/** Why something cannot be done about a student as the attempt stands. */
export type Obstacle = 'gone' | 'over' | 'not_started' | 'paused_already' | 'not_paused';

/** In the order in which they are shown. */
export const staffActionKinds = [
  'warn',
  'message',
  'ask',
  'pause',
  'resume',
  'extend',
  'end',
  'second_look',
] as const satisfies readonly StaffActionKind[];

/** What means something only to a student who has been there. The server would keep it until they come. */
const needsAStart: ReadonlySet<StaffActionKind> = new Set(['warn', 'ask']);

/**
 * Why something cannot be done about a student; null where it can be.
 * @param standing null for a student who is no longer on this exam
 */
export function obstacleTo(kind: StaffActionKind, standing: Standing | null): Obstacle | null {
  if (standing === null) return 'gone';
  if (isActionPossible(kind, standing)) {
    return standing.state === 'invited' && needsAStart.has(kind) ? 'not_started' : null;
  }
  if (isOver(standing.state)) return 'over';
  return kind === 'pause' ? 'paused_already' : 'not_paused';
}

/** The kinds to show for a student: pausing or resuming, whichever is next. */
export function kindsFor(standing: Standing | null): readonly StaffActionKind[] {
  const other = standing !== null && standing.pausedAt !== null ? 'pause' : 'resume';
  return staffActionKinds.filter((kind) => kind !== other);
}

/** True where what the student is told waits until they are back. */
export function waitsForReturn(state: AttemptState): boolean {
  return state === 'invited' || state === 'reconnecting' || state === 'left';
}
