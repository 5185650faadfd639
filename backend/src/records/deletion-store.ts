import type { Deletion } from '@invigil/shared-types';

/** Where a page of deletions begins: behind this one. */
export type DeletionPosition = Pick<Deletion, 'at' | 'id'>;

/** What was deleted, and what is to be. Every method rejects with a StorageError on failure. */
export interface DeletionStore {
  /**
   * Notes what is to be deleted before the first of it is, so that it is finished whatever comes in between.
   * Again replaces what was noted.
   */
  begin(deletion: Deletion): Promise<void>;
  /** It is all gone. In the place of what was begun, where something was. */
  finish(deletion: Deletion): Promise<void>;
  /** Nothing was deleted after all. */
  cancel(id: string): Promise<void>;
  /** What was begun and is not finished, oldest first. */
  listUnfinished(): Promise<Deletion[]>;
  /** What is finished, newest first. */
  page(examId: string, after: DeletionPosition | null, limit: number): Promise<Deletion[]>;
}
