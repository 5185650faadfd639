import { createRouter, createWebHistory, type Router } from 'vue-router';
import type { MessageKey } from '../i18n/index.ts';
import { useSession } from '../session/index.ts';
import ExamsPage from './ExamsPage.vue';
import LoginPage from './LoginPage.vue';
import NotFoundPage from './NotFoundPage.vue';
import ProblemPage from './ProblemPage.vue';

declare module 'vue-router' {
  interface RouteMeta {
    /** The window's title; the wall has its exam's. */
    title?: MessageKey;
  }
}

/** Pages that can be seen by anybody. */
const openPages = new Set(['login', 'problem']);

/** The console's pages. Whoever is not signed in is sent to sign in, and back afterwards. */
export function createConsoleRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/', redirect: { name: 'exams' } },
      {
        path: '/login',
        name: 'login',
        component: LoginPage,
        meta: { title: 'pages.login.title' },
      },
      {
        path: '/problem',
        name: 'problem',
        component: ProblemPage,
        meta: { title: 'pages.problem.title' },
      },
      {
        path: '/exams',
        name: 'exams',
        component: ExamsPage,
        meta: { title: 'pages.exams.title' },
      },
      {
        path: '/exams/:examId/wall',
        name: 'wall',
        // The media code is large, and only the wall needs it.
        component: () => import('./WallPage.vue'),
        props: true,
      },
      {
        path: '/:unknown(.*)*',
        name: 'not-found',
        component: NotFoundPage,
        meta: { title: 'pages.notFound.title' },
      },
    ],
  });

  router.beforeEach(async (to) => {
    if (typeof to.name === 'string' && openPages.has(to.name)) return true;
    const query = { back: to.fullPath };
    try {
      switch (await useSession().restore()) {
        case 'signed_in':
          return true;
        case 'nobody':
          return { name: 'login', query };
        case 'ended':
          return { name: 'login', query: { ...query, why: 'ended' } };
      }
    } catch {
      return { name: 'problem', query };
    }
  });

  // The wall's code did not come: the network is gone, or the server has a newer version.
  router.onError((_error, to) => {
    void router.replace({ name: 'problem', query: { back: to.fullPath, reload: '1' } });
  });

  return router;
}
