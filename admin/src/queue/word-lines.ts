import { votesOf, type Review, type Reviewers } from '@invigil/shared-types';
import { t } from '../i18n/index.ts';
import { othersWord, wordOf } from '../incidents/index.ts';

/** What was said of an incident, as far as this person may know it: one line each. */
export function wordLines(review: Review, staffId: string, reviewers: Reviewers): string[] {
  const own = wordOf(review, staffId);
  const others = othersWord(review, staffId, reviewers);
  const lines: string[] = [];
  if (own !== null) lines.push(t('queue.words.own', { word: t(`review.decision.${own.state}`) }));
  switch (others) {
    case 'none':
      break;
    case 'hidden':
      lines.push(t('queue.words.hidden'));
      break;
    case 'missing':
      lines.push(t('queue.words.missing'));
      break;
    case 'differs':
    case 'told':
      for (const { staffId: id, staffName: name, state } of votesOf(review)) {
        if (id === staffId) continue;
        lines.push(t('queue.words.other', { name, word: t(`review.decision.${state}`) }));
      }
      if (others === 'differs') lines.push(t('queue.words.differs'));
      break;
  }
  return lines;
}

/** The reasons that were given, as far as this person may know them. */
export function noteLines(review: Review, staffId: string, reviewers: Reviewers): string[] {
  const isHidden = othersWord(review, staffId, reviewers) === 'hidden';
  return votesOf(review)
    .filter((vote) => vote.note !== null && (!isHidden || vote.staffId === staffId))
    .map(({ staffId: id, staffName, note }) =>
      id === staffId
        ? t('queue.words.ownNote', { note: note ?? '' })
        : t('queue.words.note', { name: staffName, note: note ?? '' }),
    );
}
