import { labelOf, violationTypes, type Consent, type ConsentScope } from '@invigil/shared-types';
import { duration } from '../../referee/index.ts';
import type { Fact } from './document.ts';
import type { Times } from './times.ts';

/** To what the student agreed, and when. Nothing besides was looked for, whatever the exam's policy says now. */
export function agreedFacts(consent: Consent | null, times: Times): Fact[] {
  if (consent === null) return [];
  const { textVersion, givenAt, scope } = consent;
  const to = `To the text ${textVersion}, ${times.full(givenAt)}`;
  return [
    {
      label: 'Consent',
      value: scope === null ? to : `${to}. ${scopeWords(scope)}`,
    },
  ];
}

function scopeWords({
  violations,
  pageEvents,
  video,
  retentionDays,
  recordDays,
}: ConsentScope): string {
  const looked = violationTypes.flatMap((type) => {
    const heldForMs = violations[type];
    if (heldForMs === undefined) return [];
    return heldForMs === 0 ? [labelOf(type)] : [`${labelOf(type)} (${duration(heldForMs)})`];
  });
  const list = (labels: readonly string[]) => (labels.length === 0 ? 'nothing' : labels.join(', '));
  return [
    `Looked for in the picture: ${list(looked)}`,
    `On the quiz page: ${list(pageEvents.map(labelOf))}`,
    `Video: ${video === 'on_demand' ? 'while somebody looks' : 'all the time'}`,
    `Kept: pictures, notes and messages ${retentionDays} days, the attempt ${recordDays} days`,
  ].join('. ');
}
