import type { ReviewEvent } from '@invigil/shared-types';

/* What components let those around them do, by template ref. */

/** `DecisionButtons` */
export interface DecisionControls {
  /** Decides with the note that stands in the field, if one does. */
  decide(event: ReviewEvent): void;
  openNote(): void;
}

/** `DecisionNote` */
export interface NoteControls {
  open(): void;
  /** What stands in the field; null where nothing does. */
  written(): string | null;
}

/** `AttemptTimeline` */
export interface TimelineControls {
  /** Brings an entry into sight and gives it the focus. */
  show(id: string): Promise<void>;
}
