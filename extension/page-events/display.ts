declare global {
  interface Screen {
    /** Only in secure contexts, and not in every browser: https://www.w3.org/TR/window-management/ */
    readonly isExtended?: boolean;
  }
}

/** Whether the desktop reaches over more than one display; null where the browser does not say. */
export const isDesktopExtended = (): boolean | null => screen.isExtended ?? null;
