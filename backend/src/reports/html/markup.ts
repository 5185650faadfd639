import { escapeHtml } from '../../ops/index.ts';

/** Text that is HTML already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Inserted = string | number | Markup | readonly Markup[];

/**
 * HTML from a template: whatever is inserted is escaped, unless it is HTML itself.
 *
 * @example markup`<p>${name}</p>`
 */
export function markup(parts: TemplateStringsArray, ...inserted: readonly Inserted[]): Markup {
  const text = parts.reduce((all, part, index) => {
    const value = inserted[index - 1];
    return all + (value === undefined ? '' : insert(value)) + part;
  });
  return new Markup(text);
}

function insert(value: Inserted): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escapeHtml(String(value));
}
