/** Of the page that describes the API. Contrast of all texts is 4.5:1 or more, in light and in dark. */
export const style = `
:root { color-scheme: light dark; --ink: light-dark(#16202c, #e8edf3); --page: light-dark(#fff, #12171d);
  --faint: light-dark(#eef2f6, #1d252e); --line: light-dark(#c3ccd6, #3a4653); --link: light-dark(#0b57a8, #8cc2ff); }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--page); }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; padding: 0; list-style: none; }
nav a { display: inline-block; min-height: 24px; }
details { margin: .5rem 0; }
.route { border: 1px solid var(--line); border-radius: 6px; padding: .25rem .75rem; }
summary { cursor: pointer; min-height: 24px; padding: .25rem 0; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
code, pre { font-family: ui-monospace, monospace; font-size: 14px; }
pre { overflow-x: auto; padding: .75rem; background: var(--faint); border-radius: 6px; margin: .5rem 0; }
table { table-layout: fixed; border-collapse: collapse; width: 100%; margin: .75rem 0; }
caption { text-align: start; font-weight: 700; }
th, td { text-align: start; vertical-align: top; padding: .375rem .5rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
`;
