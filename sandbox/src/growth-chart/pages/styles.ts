/** The look of the app: calm, clinical, one accent colour. */
export const STYLES = `
:root {
  color-scheme: light dark;
  --ground: #f4f6f5; --card: #ffffff; --ink: #17231f; --soft: #52615b; --line: #dbe2df;
  --accent: #0d6b57; --on-accent: #ffffff; --tint: #e3f1ec; --alert: #9a3412; --alert-tint: #fdeee4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101614; --card: #18201d; --ink: #e6edea; --soft: #9fb0a9; --line: #2c3834;
    --accent: #63c6ab; --on-accent: #06231b; --tint: #1c2f29; --alert: #f5a97a; --alert-tint: #39251a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
.bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 16px; padding: 12px clamp(16px, 4vw, 32px); background: var(--card); border-bottom: 1px solid var(--line); }
.brand { display: inline-flex; align-items: center; gap: 8px; color: var(--accent); font-weight: 700; text-decoration: none; }
.brand svg { width: 24px; height: 24px; fill: currentColor; }
.bar .who { font-size: .875rem; color: var(--soft); }
.bar .who strong { color: var(--ink); font-weight: 600; }
main { max-width: 72rem; margin: 0 auto; padding: clamp(16px, 3vw, 32px); }
.start { max-width: 34rem; margin: clamp(16px, 8vh, 96px) auto 0; }
h1 { font-size: clamp(1.5rem, 4vw, 2rem); line-height: 1.2; margin: 0 0 16px; text-wrap: balance; }
h2 { font-size: 1rem; margin: 0 0 12px; }
h3 { font-size: .875rem; margin: 16px 0 4px; }
.lead { color: var(--soft); margin: 0 0 24px; }
.quiet { color: var(--soft); font-size: .875rem; overflow-wrap: anywhere; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 0 0 24px; }
.primary, .secondary { display: inline-block; font: inherit; font-weight: 600; padding: 9px 20px; min-height: 44px; border-radius: 8px; text-decoration: none; cursor: pointer; }
.primary { background: var(--accent); color: var(--on-accent); border: 1px solid var(--accent); }
.secondary { background: var(--card); color: var(--ink); border: 1px solid var(--line); }
.secondary:hover { border-color: var(--accent); color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.banner { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 32px; padding: 16px 20px; margin-bottom: 16px; background: var(--tint); border: 1px solid var(--line); border-inline-start: 4px solid var(--accent); border-radius: 8px; }
.banner h1 { margin: 0; font-size: 1.375rem; }
.banner dl { display: flex; flex-wrap: wrap; gap: 0 24px; margin: 0; }
.banner dl > div { display: flex; gap: 6px; }
.banner dt { color: var(--soft); }
.banner dd { margin: 0; font-weight: 600; }
.banner dd span { font-weight: 400; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 16px; }
.card, .session { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 16px 20px; min-width: 0; }
.wide { grid-column: 1 / -1; }
.not-shared, .empty { margin: 0; color: var(--soft); }
.not-shared { padding: 12px 16px; border: 1px dashed var(--line); border-radius: 8px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 24px; }
figure { margin: 0; min-width: 0; }
figcaption { margin-bottom: 8px; }
figcaption span { display: block; }
figcaption .quiet { display: inline; margin-inline-start: 4px; }
.latest strong { font-size: 1.125rem; }
.chart { display: block; width: 100%; height: auto; }
.chart .grid { stroke: var(--line); }
.chart .notch { stroke: var(--soft); }
.chart .tick { font-size: 12px; fill: var(--soft); }
.chart .curve { fill: none; stroke: var(--accent); stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
.chart .dot { fill: var(--card); stroke: var(--accent); stroke-width: 2; }
.list { list-style: none; margin: 0; padding: 0; }
.list li { padding: 8px 0; border-top: 1px solid var(--line); }
.list li:first-child { border-top: 0; padding-top: 0; }
.list .name { display: block; font-weight: 600; }
.list .quiet { display: block; }
.tag { display: inline-block; margin-inline-start: 4px; padding: 0 8px; border-radius: 99px; background: var(--alert-tint); color: var(--alert); font-size: .75rem; font-weight: 600; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 8px 0; border-top: 1px solid var(--line); text-align: start; vertical-align: top; font-weight: 400; }
tr:first-child > * { border-top: 0; padding-top: 0; }
th .quiet { display: block; }
td { text-align: end; white-space: nowrap; padding-inline-start: 12px; font-variant-numeric: tabular-nums; font-weight: 600; }
.off { color: var(--alert); }
.session { margin-top: 16px; }
.scopes { display: flex; flex-wrap: wrap; gap: 6px; list-style: none; margin: 0 0 16px; padding: 0; }
.scopes code { display: block; padding: 2px 10px; border: 1px solid var(--line); border-radius: 99px; font-size: .8125rem; overflow-wrap: anywhere; }
.session .actions { margin-bottom: 8px; }
.session .facts { max-width: 40rem; margin-bottom: 16px; }
.session h3 { margin-bottom: 8px; }
.done { margin: 0 0 12px; padding: 12px 16px; background: var(--tint); border-inline-start: 4px solid var(--accent); border-radius: 8px; }
summary { cursor: pointer; color: var(--accent); font-weight: 600; padding: 8px 0; }
pre { margin: 0; padding: 12px 16px; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; font-size: .8125rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.facts { margin: 0 0 24px; }
.facts > div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; padding: 8px 0; border-top: 1px solid var(--line); }
.facts dd { margin: 0; font-weight: 600; min-width: 0; overflow-wrap: anywhere; }
.facts .quiet { font-weight: 400; }
`;
