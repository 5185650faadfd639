/** The parts of an exam's page. */
export const examTabs = ['details', 'policy', 'students', 'access'] as const;
export type ExamTab = (typeof examTabs)[number];

/** The one that an address names; the first where it names none that there is. */
export const examTabIn = (text: unknown): ExamTab =>
  examTabs.find((tab) => tab === text) ?? examTabs[0];
