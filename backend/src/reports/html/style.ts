/** The page's style sheet: light and dark, screens from 390 px on, and paper. */
export const style = `
:root { color-scheme: light dark; font: 16px/1.5 Inter, system-ui, sans-serif;
  --page: light-dark(#f8fafc, #0f172a); --card: light-dark(#ffffff, #1e293b);
  --ink: light-dark(#0f172a, #e2e8f0); --quiet: light-dark(#475569, #a9b6c9);
  --line: light-dark(#cbd5e1, #475569); --accent: light-dark(#4338ca, #a5b4fc);
  --look: light-dark(#1d4ed8, #93c5fd); --likely: light-dark(#92400e, #fbbf24);
  --severe: light-dark(#b91c1c, #fca5a5); --technical: light-dark(#6d28d9, #c4b5fd);
  --clear: light-dark(#475569, #a9b6c9); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); }
main, header, footer { max-width: 60rem; margin-inline: auto; padding: 16px; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 32px 0 12px; border-bottom: 1px solid var(--line); padding-bottom: 4px; }
h3 { font-size: 1rem; margin: 0 0 12px; display: flex; gap: 8px; align-items: center; }
p { margin: 0 0 12px; overflow-wrap: anywhere; }
.quiet, figcaption, caption, .fingerprint { color: var(--quiet); font-size: 0.875rem; }
.fingerprint { overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; padding: 0; margin: 16px 0 0; }
nav a { color: var(--accent); display: inline-block; padding: 4px 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 16px; margin: 0 0 16px; }
.verdict { display: flex; gap: 16px; align-items: center; flex-wrap: wrap; }
.verdict .value { font-size: 2.5rem; line-height: 1; font-weight: 600; font-variant-numeric: tabular-nums; }
.verdict .word { display: flex; gap: 8px; align-items: center; font-weight: 600; }
.verdict p { margin: 0; flex: 1 1 16rem; }
dl { display: grid; grid-template-columns: minmax(7rem, 13rem) 1fr; gap: 4px 16px; margin: 0 0 16px; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
.table { overflow-x: auto; margin: 0 0 16px; }
.table:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; font-variant-numeric: tabular-nums; }
caption { text-align: start; padding: 0 0 8px; }
th, td { text-align: start; vertical-align: top; padding: 6px 8px; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; } .end { text-align: end; }
td { overflow-wrap: break-word; white-space: pre-line; min-width: 4rem; } td:first-child { min-width: 6rem; }
figure { margin: 0 0 16px; } .chart svg { width: 100%; height: auto; display: block; overflow: visible; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 16px; }
.pictures img { width: 100%; height: auto; display: block; border-radius: 8px; background: #000; }
.pictures .none { border: 1px dashed var(--line); border-radius: 8px; padding: 32px 16px; text-align: center; }
.mark { width: 16px; height: 16px; flex: none; }
.t-ink { fill: var(--ink); } .t-quiet { fill: var(--quiet); } .t-line { fill: var(--line); }
.t-accent { fill: var(--accent); } .t-look { fill: var(--look); } .t-likely { fill: var(--likely); }
.t-severe { fill: var(--severe); } .t-technical { fill: var(--technical); } .t-clear { fill: var(--clear); }
.hollow { fill: var(--page); }
.s-ink { stroke: var(--ink); } .s-quiet { stroke: var(--quiet); } .s-line { stroke: var(--line); }
.s-accent { stroke: var(--accent); } .s-look { stroke: var(--look); } .s-likely { stroke: var(--likely); }
.s-severe { stroke: var(--severe); } .s-technical { stroke: var(--technical); } .s-clear { stroke: var(--clear); }
@media (max-width: 34rem) { .chart text { font-size: 16px; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; } }
@media print {
  :root { color-scheme: light; font-size: 11pt; } nav { display: none; }
  .card { break-inside: avoid; border-color: #cbd5e1; } main, header, footer { max-width: none; padding: 0; }
  tr, figure { break-inside: avoid; } h2, h3 { break-after: avoid; } .table { overflow: visible; }
}`;
