import { computed, inject, provide, shallowRef, type ComputedRef, type InjectionKey } from 'vue';
import { t } from '../../i18n/index.ts';
import { problemsOf, type DraftField, type DraftProblem, type ExamDraft } from './exam-draft.ts';

/** What an exam's form and its parts share. */
export interface ExamForm {
  readonly draft: ComputedRef<ExamDraft>;
  readonly problems: ComputedRef<readonly DraftProblem[]>;
  readonly change: (changes: Partial<ExamDraft>) => void;
  /** Puts a whole draft in place of the one that is there. */
  readonly replace: (draft: ExamDraft) => void;
  /** What is wrong with a field may be said from now on: it was left, or somebody tried to save. */
  readonly touch: (field: DraftField | 'all') => void;
  /**
   * What is wrong with a field, or with one entry of a list, in words.
   * @returns null where nothing is, or it is not to be said yet
   */
  readonly problemAt: (field: DraftField, index?: number) => string | null;
}

const key: InjectionKey<ExamForm> = Symbol('exam form');

export function provideExamForm(first: ExamDraft, changed: () => void): ExamForm {
  const draft = shallowRef(first);
  const touched = shallowRef<ReadonlySet<DraftField | 'all'>>(new Set());
  const problems = computed(() => problemsOf(draft.value));

  const form: ExamForm = {
    draft: computed(() => draft.value),
    problems,
    change(changes) {
      draft.value = { ...draft.value, ...changes };
      changed();
    },
    replace(next) {
      draft.value = next;
      touched.value = new Set();
    },
    touch(field) {
      touched.value = new Set([...touched.value, field]);
    },
    problemAt(field, index) {
      if (!touched.value.has(field) && !touched.value.has('all')) return null;
      const found = problems.value.find(
        (problem) => problem.field === field && problem.index === (index ?? null),
      );
      return found === undefined ? null : t(`exams.problems.${found.code}`);
    },
  };
  provide(key, form);
  return form;
}

export function useExamForm(): ExamForm {
  const form = inject(key);
  if (form === undefined) throw new Error('There is no exam form around this component.');
  return form;
}
