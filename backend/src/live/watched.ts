import type { StudentView, WallWatcher, Watched } from '@invigil/shared-types';

/**
 * Who looks at a student, as far as the exam tells students. Somebody with two walls open is one person.
 * Pure.
 */
export function watchedBy(
  watchers: readonly WallWatcher[],
  attemptId: string,
  told: StudentView['watchers'],
): Watched {
  if (told === 'hidden') return { invigilators: null, lookingAtYou: null, names: [] };
  const looking = watchers.filter((watcher) => watcher.attemptId === attemptId);
  const people = new Map(watchers.map(({ staffId, name }) => [staffId, name]));
  return {
    invigilators: people.size,
    lookingAtYou: new Set(looking.map(({ staffId }) => staffId)).size,
    names: told === 'names' ? [...people.values()] : [],
  };
}
