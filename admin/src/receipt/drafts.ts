/**
 * What somebody has written and not sent, kept in this tab: a reload or a slip of the hand takes no words away.
 */
export interface Draft {
  read(): string;
  write(text: string): void;
}

export function draftOf(incidentId: string): Draft {
  const key = `invigil.appeal.${incidentId}`;
  return {
    read() {
      try {
        return sessionStorage.getItem(key) ?? '';
      } catch {
        // Storage may be forbidden.
        return '';
      }
    },
    write(text) {
      try {
        if (text === '') sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, text);
      } catch {
        // Then it is there for as long as the page is.
      }
    },
  };
}
