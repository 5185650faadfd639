import type { Watched } from '@invigil/shared-types';

/** Who looks at the student now, as far as the exam tells. @param watched null: there is no connection */
export function watchedText(watched: Watched | null): string {
  if (watched === null) return 'Not known while there is no connection';
  const { invigilators, lookingAtYou, names } = watched;
  if (invigilators === null) return 'This exam does not tell who is watching';
  if (invigilators === 0) return 'No invigilator at this moment';
  const who = names.length > 0 ? new Intl.ListFormat('en-GB').format(names) : null;
  const all = invigilators === 1 ? '1 invigilator' : `${invigilators} invigilators`;
  const watching = who === null ? `${all} of this exam` : `${all} of this exam: ${who}`;
  if (lookingAtYou === null) return watching;
  return lookingAtYou === 0
    ? `${watching}. You are one of many on the screen`
    : `${watching}. ${lookingAtYou === invigilators && invigilators === 1 ? 'You are' : `For ${lookingAtYou} of them you are`} open alone`;
}
