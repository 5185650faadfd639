import { useDoing, type Doing } from './doing.ts';
import { useReading, type Reading } from './reading.ts';

/** A part of a long list. */
export interface Page<T, Cursor> {
  readonly items: readonly T[];
  /** Where the next part begins; null where this was the last. */
  readonly next: Cursor | null;
}

export interface Pages<T, Cursor> extends Reading<Page<T, Cursor>> {
  /** Reads the next part, behind what is there. */
  readonly more: () => void;
  /** How that goes. */
  readonly moreDoing: Doing;
}

/** A long list that is read part by part; from the beginning only when a person asks for it. */
export function usePages<T, Cursor>(
  readPage: (after: Cursor | null) => Promise<Page<T, Cursor>>,
): Pages<T, Cursor> {
  const reading = useReading(() => readPage(null), false);
  const moreDoing = useDoing();

  async function more(): Promise<void> {
    const { value: now } = reading.state;
    if (!('value' in now) || now.value.next === null) return;
    const from = now.value;
    await moreDoing.run(async () => {
      const page = await readPage(from.next);
      reading.replace((is) =>
        // Read anew meanwhile, the list has this part elsewhere.
        is.next === from.next ? { items: [...is.items, ...page.items], next: page.next } : is,
      );
    });
  }

  return { ...reading, more: () => void more(), moreDoing };
}
