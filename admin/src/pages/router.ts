import { createRouter, createWebHistory, type Router } from 'vue-router';
import { onSignedOut } from '../api/index.ts';
import { useSession } from '../session/index.ts';
import ExamsPage from './ExamsPage.vue';
import LoginPage from './LoginPage.vue';
import NotFoundPage from './NotFoundPage.vue';
import ProblemPage from './ProblemPage.vue';

/** Pages that can be seen by anybody. */
const openPages = new Set(['login', 'problem']);

/** The console's pages. Whoever is not signed in is sent to sign in, and back afterwards. */
export function createConsoleRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/', redirect: { name: 'exams' } },
      { path: '/login', name: 'login', component: LoginPage },
      { path: '/problem', name: 'problem', component: ProblemPage },
      { path: '/exams', name: 'exams', component: ExamsPage },
      {
        path: '/exams/:examId/wall',
        name: 'wall',
        // The media code is large, and only the wall needs it.
        component: () => import('./WallPage.vue'),
        props: true,
      },
      { path: '/:unknown(.*)*', name: 'not-found', component: NotFoundPage },
    ],
  });

  router.beforeEach(async (to) => {
    if (typeof to.name === 'string' && openPages.has(to.name)) return true;
    try {
      if (await useSession().restore()) return true;
      return { name: 'login', query: { back: to.fullPath } };
    } catch {
      return { name: 'problem', query: { back: to.fullPath } };
    }
  });
  router.afterEach((to) => {
    if (to.name !== 'wall') document.title = 'Invigil';
  });

  onSignedOut(() => {
    const session = useSession();
    const wasSignedIn = session.staff !== null;
    session.forget();
    const { name, fullPath } = router.currentRoute.value;
    // While a page is being entered the guard above sends to the login by itself.
    if (wasSignedIn && name !== 'login') {
      void router.push({ name: 'login', query: { back: fullPath, ended: '1' } });
    }
  });

  return router;
}
