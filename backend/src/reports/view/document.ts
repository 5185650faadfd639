import type { Level } from '@invigil/shared-types';
import type { Chart, Mark } from './chart.ts';

/*
 * A report as people read it: words, tables, pictures and charts in their order, whatever it is rendered as.
 * The HTML page and the PDF are made of this alone, so they say the same.
 */

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface Column {
  readonly title: string;
  /** Share of the width; those of a table add up to 1. */
  readonly share: number;
  readonly align?: 'end';
}

/** A picture that belongs to an incident, or why there is none. */
export interface PictureSlot {
  /** Who took it and when. */
  readonly caption: string;
  /** Null where none was ever taken; then `words` say why. */
  readonly picture: {
    readonly evidenceId: string;
    readonly sha256: string;
    readonly width: number;
    readonly height: number;
  } | null;
  /** What is to be seen for those who cannot see it, or why there is no picture. */
  readonly words: string;
}

export interface IncidentBlock {
  readonly kind: 'incident';
  readonly id: string;
  readonly title: string;
  readonly mark: Mark;
  readonly pictures: readonly PictureSlot[];
  readonly facts: readonly Fact[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string; readonly quiet?: true }
  | {
      readonly kind: 'verdict';
      readonly value: string;
      readonly level: Level;
      readonly word: string;
      readonly text: string;
    }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'chart'; readonly chart: Chart; readonly words: string }
  | IncidentBlock;

export interface Section {
  /** Small letters and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface DocumentView {
  readonly title: string;
  readonly subtitle: string;
  /** What a reader needs who reads nothing else. */
  readonly front: readonly Block[];
  /** On paper, nothing else is on the first page. */
  readonly frontAlone: boolean;
  readonly sections: readonly Section[];
  /** SHA-256 of the report's JSON, in hexadecimal. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch. */
  readonly builtAt: number;
  /** The same in the exam's time zone. */
  readonly builtWords: string;
}
