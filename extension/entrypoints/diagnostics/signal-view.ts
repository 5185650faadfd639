import { element, find } from '../../ui/index.ts';
import type { FrameSignals } from '../../vision/frame-signals.ts';
import { signalRows } from './signal-words.ts';
import { reveal, setText } from './texts.ts';

/** The table of what is measured on the latest picture. */
export class SignalView {
  readonly #body = find('#signals-table tbody', HTMLTableSectionElement);

  show(frame: FrameSignals): void {
    const rows = signalRows(frame).map(({ name, value, unit, meaning }) => [
      name,
      value,
      unit,
      meaning,
    ]);
    if (this.#body.rows.length !== rows.length) {
      this.#body.replaceChildren(...rows.map(newRow));
    }
    reveal('signals-table', true);
    reveal('signals-empty', false);
    rows.forEach((texts, r) => {
      const cells = this.#body.rows[r]?.cells;
      texts.forEach((text, c) => {
        const cell = cells?.[c];
        if (cell !== undefined) setText(cell, text);
      });
    });
  }

  clear(): void {
    reveal('signals-table', false);
    reveal('signals-empty', true);
  }
}

function newRow(): HTMLTableRowElement {
  return element('tr', {}, [
    element('th', { scope: 'row' }),
    element('td', { class: 'number' }),
    element('td', { class: 'unit' }),
    element('td'),
  ]);
}
