import { onScopeDispose } from 'vue';
import { useRouter } from 'vue-router';
import { onSignedOut } from '../api/index.ts';
import { onMarkedElsewhere, returnPath, useSession } from '../session/index.ts';

/**
 * Leads to the login when the session ends in the middle of work, here or in another tab, and back when
 * somebody signs in there. Until the scope that it is called in ends.
 */
export function useSessionEnds(): void {
  const router = useRouter();
  const session = useSession();

  function ended(): void {
    const wasSignedIn = session.staff !== null;
    session.forget();
    const { name, fullPath } = router.currentRoute.value;
    // While a page is being entered the router's guard sends to the login by itself.
    if (wasSignedIn && name !== 'login') {
      void router.push({ name: 'login', query: { back: fullPath, why: 'ended' } });
    }
  }

  const stops = [
    onSignedOut(ended),
    onMarkedElsewhere((signedIn) => {
      const { name, query } = router.currentRoute.value;
      if (!signedIn) ended();
      else if (name === 'login') void router.replace(returnPath(query['back']));
    }),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
  });
}
