import {
  isActionPossible,
  isBefore,
  isOver,
  isSettled,
  type Action,
  type AttemptState,
  type StaffActionKind,
  type Tile,
} from '@invigil/shared-types';

/** What of a student decides on what can be done about them. */
export interface Standing extends Pick<Tile, 'state' | 'pausedAt' | 'admittedAt'> {
  /** Paused only because the student takes a break. */
  readonly onBreak: boolean;
}

/** True while it is only a break of the student's that pauses the attempt, as far as the actions are known. */
export function isOnBreak(
  actions: readonly Pick<Action, 'at' | 'content' | 'progress'>[],
): boolean {
  const begun = actions.find(
    (action) => action.content.kind === 'break_begin' && !isSettled(action),
  );
  if (begun === undefined) return false;
  return !actions.some(({ at, content }) => content.kind === 'pause' && at >= begun.at);
}

/** Who among the staff paused an attempt that is paused; null where nobody is known to have. */
export function pausedBy(actions: readonly Pick<Action, 'at' | 'by' | 'content'>[]): string | null {
  const newest = actions
    .filter(({ content: { kind } }) => kind === 'pause' || kind === 'resume')
    .reduce<(typeof actions)[number] | null>(
      (last, action) => (last === null || action.at > last.at ? action : last),
      null,
    );
  if (newest?.content.kind !== 'pause' || newest.by.kind !== 'staff') return null;
  return newest.by.name;
}

/** Why something cannot be done about a student as the attempt stands. */
export type Obstacle =
  | 'gone'
  | 'over'
  | 'not_started'
  | 'paused_already'
  | 'not_paused'
  | 'begun_already'
  | 'admitted_already';

/** In the order in which they are shown. */
export const staffActionKinds = [
  'admit',
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
  if (isActionPossible(kind, standing, standing.onBreak)) {
    return isBefore(standing.state) && needsAStart.has(kind) ? 'not_started' : null;
  }
  if (isOver(standing.state)) return 'over';
  if (kind === 'admit') return isBefore(standing.state) ? 'admitted_already' : 'begun_already';
  return kind === 'pause' ? 'paused_already' : 'not_paused';
}

/**
 * The kinds to show for a student: pausing or resuming, whichever is next, and both during a break; letting
 * in who has not begun.
 */
export function kindsFor(standing: Standing | null): readonly StaffActionKind[] {
  const begun = standing === null || !isBefore(standing.state);
  const shown = new Set([nextOfPauses(standing), ...(standing?.onBreak ? ['resume'] : [])]);
  return staffActionKinds.filter((kind) => {
    if (kind === 'pause' || kind === 'resume') return shown.has(kind);
    return !(kind === 'admit' && begun);
  });
}

/** What the key that pauses and resumes stands for now. It never takes a break from a student. */
export function nextOfPauses(standing: Standing | null): 'pause' | 'resume' {
  if (standing === null || standing.pausedAt === null) return 'pause';
  return standing.onBreak ? 'pause' : 'resume';
}

/** True where what the student is told waits until they are back. */
export function waitsForReturn(state: AttemptState): boolean {
  return isBefore(state) || state === 'reconnecting' || state === 'left';
}
