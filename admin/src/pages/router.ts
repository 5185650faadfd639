import { createRouter, createWebHistory, type Router } from 'vue-router';
import type { MessageKey } from '../i18n/index.ts';
import { useSession } from '../session/index.ts';
import { deniedAt, isOpen, maySee } from './access.ts';
import { examTabIn } from './exam-tabs.ts';
import ExamsPage from './ExamsPage.vue';
import InvitationPage from './InvitationPage.vue';
import LoginPage from './LoginPage.vue';
import NotFoundPage from './NotFoundPage.vue';
import ProblemPage from './ProblemPage.vue';
import SetupPage from './SetupPage.vue';

declare module 'vue-router' {
  interface RouteMeta {
    /** The window's title; an exam's pages have their exam's. */
    title?: MessageKey;
  }
}

/**
 * The console's pages. Whoever is not signed in is sent to sign in, and back afterwards; whoever may not see
 * a page is told so in its place.
 */
export function createConsoleRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/', redirect: { name: 'exams' } },
      {
        path: '/login',
        name: 'login',
        component: LoginPage,
        meta: { title: 'pages.login.title', open: true },
      },
      {
        path: '/problem',
        name: 'problem',
        component: ProblemPage,
        meta: { title: 'pages.problem.title', open: true },
      },
      // These two carry a secret in their fragment. They are not loaded apart: a part that does not come is
      // told with its address in the query, which servers log.
      {
        path: '/setup',
        name: 'setup',
        component: SetupPage,
        meta: { title: 'people.setup.title', open: true },
      },
      {
        path: '/invitation',
        name: 'invitation',
        component: InvitationPage,
        meta: { title: 'people.join.title', open: true },
      },
      {
        path: '/account',
        name: 'account',
        component: () => import('./AccountPage.vue'),
        meta: { title: 'people.account.title' },
      },
      {
        path: '/people',
        name: 'people',
        component: () => import('./PeoplePage.vue'),
        meta: { title: 'people.title', needs: 'manage_staff' },
      },
      {
        path: '/people/sessions',
        name: 'sessions',
        component: () => import('./SessionsPage.vue'),
        meta: { title: 'people.sessions.title', needs: 'manage_staff' },
      },
      {
        path: '/webhooks',
        name: 'webhooks',
        component: () => import('./WebhooksPage.vue'),
        meta: { title: 'webhooks.title', needs: 'manage_webhooks' },
      },
      {
        path: '/webhooks/:webhookId',
        name: 'deliveries',
        component: () => import('./DeliveriesPage.vue'),
        props: true,
        meta: { title: 'webhooks.log.title', needs: 'manage_webhooks' },
      },
      {
        path: '/audit',
        name: 'audit',
        component: () => import('./AuditPage.vue'),
        meta: { title: 'audit.title', needs: 'read_audit' },
      },
      {
        path: '/exams',
        name: 'exams',
        component: ExamsPage,
        meta: { title: 'pages.exams.title' },
      },
      {
        path: '/exams/new',
        name: 'exam-new',
        component: () => import('./NewExamPage.vue'),
        meta: { title: 'exams.page.new', needs: 'edit_exams' },
      },
      {
        path: '/exams/:examId/settings/:tab?',
        name: 'exam-settings',
        component: () => import('./ExamPage.vue'),
        props: ({ params }) => ({ examId: params['examId'], tab: examTabIn(params['tab']) }),
        meta: { part: 'settings', needs: 'edit_exams' },
      },
      {
        path: '/exams/:examId/cards',
        name: 'exam-cards',
        component: () => import('./CardsPage.vue'),
        props: true,
        meta: { part: 'settings', needs: 'edit_exams' },
      },
      {
        path: '/exams/:examId/audit',
        name: 'exam-audit',
        component: () => import('./AuditPage.vue'),
        props: true,
        meta: { part: 'audit', needs: 'read_audit' },
      },
      {
        path: '/exams/:examId/records',
        name: 'exam-records',
        component: () => import('./RecordsPage.vue'),
        props: true,
        meta: { part: 'records', needs: 'manage_records' },
      },
      {
        path: '/exams/:examId/wall',
        name: 'wall',
        // The media code is large, and only the wall needs it.
        component: () => import('./WallPage.vue'),
        props: true,
        meta: { part: 'wall', needs: 'invigilate' },
      },
      {
        path: '/exams/:examId/review',
        name: 'exam-review',
        component: () => import('./ReviewPage.vue'),
        props: true,
        meta: { part: 'review', needs: 'review' },
      },
      {
        path: '/exams/:examId/reports',
        name: 'exam-reports',
        component: () => import('./ReportsPage.vue'),
        props: true,
        meta: { part: 'reports', needs: 'read_reports' },
      },
      {
        // For students, with the code of their personal link.
        path: '/receipt/:code',
        name: 'receipt',
        component: () => import('./ReceiptPage.vue'),
        props: true,
        meta: { open: true },
      },
      {
        path: '/:unknown(.*)*',
        name: 'not-found',
        component: NotFoundPage,
        meta: { title: 'pages.notFound.title' },
      },
      {
        // Only ever by its name, at the address of the page that it stands for.
        path: '/:denied(.*)*',
        name: 'not-allowed',
        component: () => import('./NotAllowedPage.vue'),
        meta: { title: 'pages.notAllowed.title' },
      },
    ],
  });

  router.beforeEach(async (to) => {
    if (isOpen(to)) return true;
    const query = { back: to.fullPath };
    const session = useSession();
    try {
      switch (await session.restore()) {
        case 'signed_in':
          return session.staff === null || maySee(session.staff.role, to) ? true : deniedAt(to);
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
