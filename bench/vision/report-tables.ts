import { catalogue } from '@invigil/shared-types';
import type { Cost } from './eyes/protocol.ts';
import { judgedTypes, type JudgedType } from './expected.ts';
import type { IdentityStudy } from './identity.ts';
import type { Shown } from './labels.ts';
import { officialTypes } from './rivals.ts';
import {
  accuracyOf,
  answersIn,
  counted,
  nothing,
  precisionOf,
  reaches,
  recallOf,
  together,
  type Counts,
} from './score.ts';
import type { Verdict } from './study.ts';
import { percentile, type Rows } from './tables.ts';

export interface Costs {
  readonly looks: readonly { readonly faces: number; readonly ms: readonly number[] }[];
  readonly loop: Cost;
  readonly seconds: number;
  /** Of the page with the models in it. Null where the system does not tell. */
  readonly memoryMb: number | null;
}

export interface Findings {
  readonly verdicts: readonly Verdict[];
  readonly identity: IdentityStudy;
  readonly costs: Costs;
  readonly calm: { readonly pictures: number; readonly claims: readonly string[] } | null;
  readonly leftOut: readonly string[];
  readonly cases: readonly { readonly shown: Shown; readonly isSynthetic: boolean }[];
}

type Judge = 'agent' | 'naive' | 'official';

/** Goals for precision and recall. 0…1 */
const goalOf = (type: JudgedType): number =>
  type === 'head_turned' || type === 'gaze_away' ? 0.9 : 0.95;
/** No condition may be further below the others. 0…1 */
const mostBelow = 0.02;
/** The rivals judge stills, and say nothing of a picture's standing still. */
const stillsOnly = ({ condition }: Verdict) => condition !== 'frozen' && condition !== 'film';

export const perCent = (share: number | null) =>
  share === null ? '–' : `${(100 * share).toFixed(1)} %`;

function countsOf(verdicts: readonly Verdict[], judge: Judge): Counts {
  return verdicts.reduce((sum, verdict) => {
    const claimed = verdict[judge];
    return claimed === null ? sum : counted(sum, verdict.expected, claimed);
  }, nothing);
}

export function violations({ verdicts }: Findings): Rows {
  const rival = (own: readonly Verdict[], judge: Judge): string[] => {
    const counts = countsOf(own.filter(stillsOnly), judge);
    return answersIn(counts) === 0
      ? ['–', '–']
      : [perCent(precisionOf(counts)), perCent(recallOf(counts))];
  };
  return {
    head: [
      ...['Violation', 'there', 'not there', 'precision', 'recall', 'goal', 'reached'],
      ...['naive: precision', 'recall', 'official: precision', 'recall'],
    ],
    rows: judgedTypes.map((type) => {
      const own = verdicts.filter((verdict) => verdict.type === type);
      const counts = countsOf(own, 'agent');
      const { right, wrong, missed, quiet } = counts;
      const hasSay = (officialTypes as readonly JudgedType[]).includes(type);
      return [
        `${catalogue[type].label}${type === 'gaze_away' ? ' (synthetic)' : ''}`,
        String(right + missed),
        String(wrong + quiet),
        `${perCent(precisionOf(counts))} (${right}/${right + wrong})`,
        `${perCent(recallOf(counts))} (${right}/${right + missed})`,
        perCent(goalOf(type)),
        reaches(counts, goalOf(type)) ? 'yes' : 'no',
        ...rival(own, 'naive'),
        ...(hasSay ? rival(own, 'official') : ['–', '–']),
      ];
    }),
  };
}

export function byCondition({ verdicts }: Findings): Rows {
  const names = [...new Set(verdicts.map(({ condition }) => condition))];
  const short: Record<JudgedType, string> = {
    multiple_faces: '2nd face',
    no_face: 'no face',
    camera_blackout: 'dark',
    head_turned: 'head',
    gaze_away: 'eyes',
    low_light: 'little light',
    poor_picture: 'poor',
  };
  return {
    head: [
      'Condition',
      'right answers',
      'to the rest',
      'reached',
      ...judgedTypes.map((t) => short[t]),
    ],
    rows: names.map((name) => {
      const own = verdicts.filter(({ condition }) => condition === name);
      const counts = countsOf(own, 'agent');
      const rest = countsOf(
        verdicts.filter(({ condition }) => condition !== name),
        'agent',
      );
      const share = accuracyOf(counts);
      const restShare = accuracyOf(rest);
      const below = share === null || restShare === null ? null : share - restShare;
      const cells = judgedTypes.map((type) => {
        const { right, missed, wrong } = countsOf(
          own.filter((each) => each.type === type),
          'agent',
        );
        const there = right + missed === 0 ? '–' : `${right}/${right + missed}`;
        return wrong === 0 ? there : `${there} +${wrong}`;
      });
      return [
        name,
        `${perCent(share)} (${counts.right + counts.quiet}/${answersIn(counts)})`,
        below === null ? '–' : `${below < 0 ? '−' : '+'}${(100 * Math.abs(below)).toFixed(1)}`,
        below === null ? '–' : below < -mostBelow ? 'no' : 'yes',
        ...cells,
      ];
    }),
  };
}

export function identityRows({ identity }: Findings): Rows {
  const all = [...identity.counts, ['together', together([...identity.counts.values()])] as const];
  return {
    head: ['Another person', 'pairs', 'precision', 'recall', 'reached'],
    rows: all.map(([name, counts]) => {
      const { right, wrong, missed } = counts;
      return [
        name,
        String(answersIn(counts)),
        `${perCent(precisionOf(counts))} (${right}/${right + wrong})`,
        `${perCent(recallOf(counts))} (${right}/${right + missed})`,
        reaches(counts, 0.95) ? 'yes' : 'no',
      ];
    }),
  };
}

export function costRows({ costs }: Findings): Rows {
  return {
    head: ['One full look', 'n', 'median ms', 'p95 ms'],
    rows: costs.looks.map(({ faces, ms }) => [
      `${faces} ${faces === 1 ? 'face' : 'faces'}`,
      String(ms.length),
      percentile(ms, 0.5)?.toFixed(0) ?? '–',
      percentile(ms, 0.95)?.toFixed(0) ?? '–',
    ]),
  };
}
