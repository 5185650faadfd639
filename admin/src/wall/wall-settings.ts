import { countedTypeSchema, levelSchema } from '@invigil/shared-types';
import { shallowRef, type ShallowRef } from 'vue';
import { z } from 'zod';
import { tileSizes } from './grid-layout.ts';
import { conditions } from './tile-tally.ts';
import { noFilter, sorts, type Filter } from './wall-view.ts';

const storageKey = 'invigil.wall';

const ofExamSchema = z.object({
  examId: z.string(),
  pinned: z.array(z.string()).catch([]),
  levels: z.array(levelSchema).catch([]),
  types: z.array(countedTypeSchema).catch([]),
  conditions: z.array(z.enum(conditions)).catch([]),
  room: z.string().nullable().catch(null),
});

/** What is kept on this machine. What an older console wrote and this one cannot read counts as never said. */
const storedSchema = z.object({
  size: z.enum(tileSizes).catch('m'),
  sort: z.enum(sorts).catch('risk'),
  grouped: z.boolean().catch(false),
  stripOpen: z.boolean().catch(true),
  shortcuts: z.boolean().catch(true),
  /** Of the exam that was watched last: a filter must not hide students of the next one. */
  exam: ofExamSchema.nullable().catch(null),
});
type Stored = z.infer<typeof storedSchema>;

/** How a person looks at one exam's wall. */
export interface WallChoices extends Omit<Stored, 'exam'> {
  readonly pinned: ReadonlySet<string>;
  readonly filter: Filter;
}

/** Those choices, remembered on this machine from one change to the next; what is searched is not. */
export class WallSettings {
  readonly #examId: string;
  readonly #now: ShallowRef<WallChoices>;

  constructor(examId: string) {
    this.#examId = examId;
    this.#now = shallowRef(choicesFrom(read(), examId));
  }

  get now(): Readonly<ShallowRef<WallChoices>> {
    return this.#now;
  }

  change(changes: Partial<WallChoices>): void {
    this.#now.value = { ...this.#now.value, ...changes };
    write(this.#examId, this.#now.value);
  }

  changeFilter(changes: Partial<Filter>): void {
    this.change({ filter: { ...this.#now.value.filter, ...changes } });
  }

  /** Pins a student, or takes the pin away. */
  togglePin(attemptId: string): void {
    const pinned = new Set(this.#now.value.pinned);
    if (!pinned.delete(attemptId)) pinned.add(attemptId);
    this.change({ pinned });
  }
}

function choicesFrom({ exam, ...choices }: Stored, examId: string): WallChoices {
  if (exam?.examId !== examId) return { ...choices, pinned: new Set(), filter: noFilter };
  const { pinned, levels, types, conditions, room } = exam;
  return {
    ...choices,
    pinned: new Set(pinned),
    filter: { levels, types, conditions, room, search: '' },
  };
}

function read(): Stored {
  return storedSchema.catch(storedSchema.parse({})).parse(readJson());
}

function readJson(): unknown {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}');
  } catch {
    // Storage may be forbidden, or hold something else.
    return {};
  }
}

function write(examId: string, { pinned, filter, ...choices }: WallChoices): void {
  const { levels, types, conditions, room } = filter;
  const stored = {
    ...choices,
    exam: { examId, pinned: [...pinned], levels, types, conditions, room },
  };
  try {
    localStorage.setItem(storageKey, JSON.stringify(stored));
  } catch {
    // Then it holds until the page is closed.
  }
}
