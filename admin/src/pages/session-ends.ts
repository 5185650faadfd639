import { onScopeDispose } from 'vue';
import { useRouter } from 'vue-router';
import { onNotAllowed, onSignedOut } from '../api/index.ts';
import { onMarkedElsewhere, returnPath, useSession } from '../session/index.ts';
import { deniedAt, isOpen } from './access.ts';

/**
 * Leads to the login when the session ends in the middle of work, here or in another tab, and back when
 * somebody signs in there. Where one's role turns out to be another one, takes it over. Until the scope that
 * it is called in ends.
 */
export function useSessionEnds(): void {
  const router = useRouter();
  const session = useSession();

  function ended(): void {
    const wasSignedIn = session.staff !== null;
    session.forget();
    const { fullPath } = router.currentRoute.value;
    // While a page is being entered the router's guard sends to the login by itself.
    if (wasSignedIn && !isOpen(router.currentRoute.value)) {
      void router.push({ name: 'login', query: { back: fullPath, why: 'ended' } });
    }
  }

  let asking = false;
  async function roleMayHaveChanged(): Promise<void> {
    if (asking || session.staff === null) return;
    asking = true;
    const former = session.staff.role;
    try {
      await session.renew();
      const to = router.currentRoute.value;
      const needs = to.meta.needs;
      // Asked as the new role, the page says itself what it has to say.
      if (session.staff?.role === former || needs === undefined) return;
      if (!session.mayDo(needs)) await router.replace(deniedAt(to));
    } catch {
      // Whatever was refused says why already, and the next refusal asks again.
    } finally {
      asking = false;
    }
  }

  const stops = [
    onSignedOut(ended),
    onNotAllowed(() => void roleMayHaveChanged()),
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
