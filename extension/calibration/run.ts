import { config } from '../config.ts';
import type { FrameSignals } from '../vision/index.ts';
import { calibrationLifecycle, type CalibrationEvent, type CalibrationState } from './lifecycle.ts';
import { measure, refusalOf, type Looks, type Measurement, type Refusal } from './measure.ts';
import { doneShare, plan, type PlannedDot, type Places } from './plan.ts';

/** One calibration as it goes on. Pure: each function returns the next one. Times in milliseconds. */
export interface Run {
  readonly state: CalibrationState;
  /** Which dot of the plan is looked at. */
  readonly dot: number;
  /** Since when, without a break. */
  readonly dotSince: number;
  /** Since when no face was found. Null: there is one. */
  readonly missingSince: number | null;
  readonly looks: Looks;
  /** What came of it, once it is measured. */
  readonly measurement: Measurement | null;
  /** Why it cannot be used, once it is refused. */
  readonly refusal: Refusal | null;
}

const noLooks: Looks = {
  middle: [],
  top_left: [],
  top_right: [],
  bottom_right: [],
  bottom_left: [],
};

export const newRun: Run = {
  state: calibrationLifecycle.initial,
  dot: 0,
  dotSince: -Infinity,
  missingSince: null,
  looks: noLooks,
  measurement: null,
  refusal: null,
};

/** What the student or the page does. What is not possible now changes nothing. */
export type Act = Extract<CalibrationEvent, 'begin' | 'prepared' | 'interrupt' | 'skip' | 'fail'>;

export function act(run: Run, event: Act, now: number): Run {
  const next = moved(run, event);
  if (next === run || event !== 'prepared') return next;
  // However often it is begun, nothing of an earlier try is used.
  return { ...newRun, state: next.state, dotSince: now };
}

/** The dot that is shown; null where none is. */
export function dotOf({ state, dot }: Run): PlannedDot | null {
  return state === 'looking' || state === 'waiting' ? (plan[dot] ?? null) : null;
}

/** How much of the dot that is shown is done, 0…1. */
export function dotShare(run: Run, now: number): number {
  const dot = dotOf(run);
  if (dot === null || run.state === 'waiting') return 0;
  return doneShare(dot, now - run.dotSince, looksAt(run, dot));
}

/** Takes in what was measured on one picture. */
export function see(run: Run, frame: FrameSignals, at: number): Run {
  const dot = dotOf(run);
  if (dot === null || at < run.dotSince) return run;
  // A glance says how many faces there are, and not whether one can be followed.
  const isThere = frame.look === 'glance' ? null : frame.face !== null;
  if (run.state === 'waiting') {
    return isThere === true ? { ...atDot(moved(run, 'find'), run.dot, at) } : run;
  }
  const missingSince =
    isThere === null ? run.missingSince : isThere ? null : (run.missingSince ?? at);
  if (at - run.dotSince < config.calibration.settleMs) return { ...run, missingSince };
  const looks = { ...run.looks, [dot.id]: [...run.looks[dot.id], frame] };
  return { ...run, missingSince, looks };
}

/** Goes on with time. `places` is where on the screen the dots are at this moment. */
export function tick(run: Run, now: number, places: Places): Run {
  const dot = dotOf(run);
  if (dot === null) return run;
  const { lostMs, waitMs } = config.calibration;
  const missingMs = run.missingSince === null ? 0 : now - run.missingSince;
  if (run.state === 'waiting') {
    if (missingMs <= waitMs) return run;
    return refused(run, refusalOf(run.looks) === 'too_dark' ? 'too_dark' : 'no_face');
  }
  if (missingMs > lostMs) return moved(run, 'lose');
  const isDone = doneShare(dot, now - run.dotSince, looksAt(run, dot)) === 1;
  // A face that has just gone is either back in a moment, or waited for at this very dot.
  if (!isDone || run.missingSince !== null) return run;
  const isLast = run.dot === plan.length - 1;
  if (run.dot === 0 || isLast) {
    const refusal = refusalOf(run.looks);
    if (refusal !== null) return refused(run, refusal);
  }
  if (!isLast) return atDot(run, run.dot + 1, now);
  return { ...moved(run, 'measure'), measurement: measure(run.looks, places) };
}

function moved(run: Run, event: CalibrationEvent): Run {
  const next = calibrationLifecycle.next(run.state, event);
  return next.moved ? { ...run, state: next.state } : run;
}

function refused(run: Run, refusal: Refusal): Run {
  return { ...moved(run, 'refuse'), refusal };
}

/** Begins with a dot, or begins it anew: what was seen before the face got lost may be a turned head. */
function atDot(run: Run, dot: number, now: number): Run {
  const id = plan[dot]?.id;
  const looks = id === undefined ? run.looks : { ...run.looks, [id]: [] };
  return { ...run, dot, dotSince: now, missingSince: null, looks };
}

function looksAt({ looks }: Run, { id }: PlannedDot): number {
  return looks[id].filter(({ face }) => face !== null).length;
}
