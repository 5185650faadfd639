import { readonly, ref } from 'vue';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const storageKey = 'invigil.theme';
const theme = ref<Theme>(remembered());

function remembered(): Theme {
  try {
    const value = localStorage.getItem(storageKey);
    return themes.find((known) => known === value) ?? 'system';
  } catch {
    // Storage may be forbidden; the system's choice needs none.
    return 'system';
  }
}

function apply(): void {
  const root = document.documentElement;
  if (theme.value === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme.value;
}

/** Puts the remembered theme on the page. Once, before anything is shown. */
export function startTheme(): void {
  apply();
}

/** The theme in use and the way to change it; the choice is remembered on this machine. */
export function useTheme() {
  return {
    theme: readonly(theme),
    setTheme: (next: Theme): void => {
      theme.value = next;
      apply();
      try {
        localStorage.setItem(storageKey, next);
      } catch {
        // Then it holds until the page is closed.
      }
    },
  };
}
