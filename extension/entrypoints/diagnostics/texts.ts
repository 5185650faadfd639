import { find } from '../../ui/index.ts';

/** Writes a text where it differs, so that a page that is updated all the time stays selectable. */
export function setText(of: Element, text: string): void {
  if (of.textContent !== text) of.textContent = text;
}

/** Writes the text of the element with this id. */
export function say(id: string, text: string): void {
  setText(find(`#${id}`, HTMLElement), text);
}

/** Shows the element with this id, or hides it. */
export function reveal(id: string, shown: boolean): void {
  find(`#${id}`, HTMLElement).hidden = !shown;
}
