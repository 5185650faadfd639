import { computed, type ComputedRef } from 'vue';
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router';
import { useSession } from '../session/index.ts';
import { maySee } from './access.ts';

/** Everything there is of one exam, in the order in which it is shown. */
const routes = {
  wall: 'wall',
  review: 'exam-review',
  reports: 'exam-reports',
  settings: 'exam-settings',
  records: 'exam-records',
  audit: 'exam-audit',
} as const;
export type ExamPart = keyof typeof routes;
const examParts = Object.keys(routes) as ExamPart[];

declare module 'vue-router' {
  interface RouteMeta {
    /** Which part of an exam the page is, or belongs to. */
    part?: ExamPart;
  }
}

export interface WayToPart {
  readonly part: ExamPart;
  readonly to: RouteLocationRaw;
  /** `page` where one is; `true` for the part that the page belongs to. */
  readonly current: 'page' | 'true' | undefined;
}

/** The ways to an exam's parts, as far as one's role goes. */
export function useExamParts(examId: () => string): ComputedRef<readonly WayToPart[]> {
  const session = useSession();
  const router = useRouter();
  const route = useRoute();
  return computed(() =>
    examParts.flatMap((part) => {
      const to = { name: routes[part], params: { examId: examId() } };
      const role = session.staff?.role;
      if (role === undefined || !maySee(role, router.resolve(to))) return [];
      const current = route.name === to.name ? 'page' : 'true';
      return [{ part, to, current: route.meta.part === part ? current : undefined } as const];
    }),
  );
}
