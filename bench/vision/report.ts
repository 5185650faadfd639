import { catalogue } from '@invigil/shared-types';
import { config } from '../../extension/config.ts';
import type { JudgedType } from './expected.ts';
import {
  byCondition,
  costRows,
  identityRows,
  perCent,
  violations,
  type Findings,
} from './report-tables.ts';
import { aboutThePictures, howToRead, machine } from './report-words.ts';
import { markdown, percentile, printed } from './tables.ts';

/** For a terminal. */
export function terminal(findings: Findings): string {
  const tables = [
    violations(findings),
    byCondition(findings),
    identityRows(findings),
    costRows(findings),
  ];
  const lines = [calmWords(findings), wrongWords(findings)];
  return `\n${tables.map(printed).join('\n\n')}\n\n${lines.join('\n\n')}\n`;
}

/** docs/accuracy.md */
export function page(findings: Findings): string {
  const { leftOut } = findings;
  return `# How rightly the agent sees

\`npm run bench:vision\` measures it and writes this page. Last measured on ${machine()}.

${howToRead}

## By violation

${markdown(violations(findings))}

${naiveWords}

## By condition

${markdown(byCondition(findings))}

Each cell: what was there and claimed, of what was there; after the plus, what was claimed and not there. A dash
where the violation was in no picture, and nothing was claimed.

## Whose face it is

${markdown(identityRows(findings))}

${identityWords(findings)}

## A calm sitting

${calmWords(findings)}

## What it costs

${markdown(costRows(findings))}

${costWords(findings)}

## Wrong answers

${wrongWords(findings)}

## The pictures

${aboutThePictures(findings.cases)}
${leftOut.length === 0 ? '' : `\nLeft out: ${leftOut.join('; ')}.\n`}`;
}

function identityWords({ identity: { same, different, notCompared, wrong } }: Findings): string {
  const distance = (values: readonly number[], share: number) =>
    percentile(values, share)?.toFixed(2) ?? '–';
  const words = `Cosine distances: the same person up to ${distance(same, 0.95)} (95 %) and ${distance(same, 1)} at most, different people from
${distance(different, 0.05)} (95 %) and ${distance(different, 0)} at least; beyond ${config.identity.differentFrom} it is another person. ${notCompared} pictures held no face that was good enough
to be compared. The same person is mostly compared within one photograph or one film here; another day, another
light and another camera are harder.`;
  return wrong.length === 0 ? words : `${words}\n\n${wrong.map((each) => `- ${each}`).join('\n')}`;
}

function costWords({ costs: { loop, seconds, memoryMb } }: Findings): string {
  const memory =
    memoryMb === null ? '' : ` The page with the models in it holds ${memoryMb.toFixed(0)} MB.`;
  return `On a film of one student, for ${seconds} s at the rate that the agent chooses: ${loop.perSecond.toFixed(1)} full looks a second,
${perCent(loop.coreShare)} of one core (budget: ${perCent(config.analysis.coreShare)}).${memory}`;
}

function calmWords({ calm }: Findings): string {
  if (calm === null) return 'There was no film for it.';
  const { pictures, claims } = calm;
  const said = claims.length === 0 ? 'no claim' : `${claims.length} claims: ${claims.join(', ')}`;
  return `A student at a webcam who gives no reason to look, ${pictures} pictures with fresh noise: ${said} (goal: none).`;
}

function wrongWords({ verdicts }: Findings): string {
  const wrong = verdicts.filter(
    ({ expected, agent }) => expected !== 'open' && agent !== (expected === 'yes'),
  );
  if (wrong.length === 0) return 'None.';
  const byPicture = Map.groupBy(wrong, ({ id, type, agent }) => `${id}: ${labelled(type, agent)}`);
  return [...byPicture]
    .map(([words, all]) => `- ${words} (${all.map(({ condition }) => condition).join('; ')})`)
    .join('\n');
}

const labelled = (type: JudgedType, claimed: boolean) =>
  `“${catalogue[type].label}” ${claimed ? 'claimed, but not there' : 'missed'}`;

const naiveWords = `“Naive” is a single picture judged by fixed numbers, as a first version would: the landmark model's count of faces,
its matrix's yaw beyond 25°, an iris further than a quarter of the eye from the middle, brightness below 16 and 60,
sharpness below 20. “Official” is the official model with blendshapes, where one was given: its count, its matrix's yaw
beyond 25°, eyeLook blendshapes beyond 0.5. Both see the same stills; neither knows holding times or calibration.`;
