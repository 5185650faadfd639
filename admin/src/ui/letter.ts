/** What of an event tells which key was pressed, and where. */
export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'target'
>;

/**
 * The Latin letter or the sign that a key stands for; null for what belongs to the browser, for a key
 * that is held down, and where somebody is writing. On a keyboard of another script it is the key in
 * the letter's place, so that the keys are the same in every language.
 */
export function letterOf(event: Pressed): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return null;
  if (writes(event.target)) return null;
  if (/^[ -~]$/.test(event.key)) return event.key.toLowerCase();
  if (event.code === 'Comma') return ',';
  if (event.code === 'Period') return '.';
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? null;
}

function writes(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select') !== null)
  );
}
