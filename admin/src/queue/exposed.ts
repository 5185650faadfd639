/* What components let those around them do, by template ref. */

/** What is written beside an incident. */
export interface WritingControls {
  openNote(): void;
  closeNote(): void;
}

/** `AppealBox` */
export interface AppealControls {
  focus(): void;
}

/** `SheetCard` */
export interface CardControls extends WritingControls {
  readonly incidentId: string;
  /** Gives it the focus and brings it into sight. */
  focus(): void;
  /** Leads to the field for answering the student, where there is one. */
  answer(): void;
}

/** `ReviewSheet`: of the current incident. */
export interface SheetControls extends WritingControls {
  focusCurrent(): void;
  answer(): void;
}
