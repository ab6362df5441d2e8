/** The look of the stand-in identity provider's pages. */
export const PAGE_STYLES = `
:root {
  color-scheme: light dark;
  --ground: #eef1f4; --card: #ffffff; --ink: #1b2530; --soft: #55626f; --line: #d5dce3;
  --accent: #1f5f8b; --on-accent: #ffffff; --tint: #e6eff6; --notice: #fff4d6; --notice-ink: #5c4300;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12171c; --card: #1b2229; --ink: #e8edf2; --soft: #a3b0bc; --line: #323d47;
    --accent: #7db8e0; --on-accent: #0d1a24; --tint: #22303b; --notice: #3a2f10; --notice-ink: #f4dfa4;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
.notice { margin: 0; padding: 8px 16px; text-align: center; font-size: .875rem; background: var(--notice); color: var(--notice-ink); }
main {
  width: min(28rem, 100% - 32px); margin: clamp(16px, 6vh, 64px) auto 32px; padding: 32px;
  background: var(--card); border: 1px solid var(--line); border-radius: 12px;
}
header { display: flex; align-items: center; gap: 8px; color: var(--accent); font-weight: 600; }
.mark { width: 28px; height: 28px; fill: currentColor; flex: none; }
h1 { margin: 24px 0 4px; font-size: 1.5rem; line-height: 1.25; }
.lead { margin: 0 0 24px; color: var(--soft); }
.quiet { margin: 24px 0 0; font-size: .875rem; color: var(--soft); overflow-wrap: anywhere; }
a { color: var(--accent); }
.people { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
.person {
  display: flex; align-items: center; gap: 12px; width: 100%; padding: 8px 12px; min-height: 56px; text-align: start;
  font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 8px; cursor: pointer;
}
.person:hover { background: var(--tint); border-color: var(--accent); }
.initials {
  flex: none; display: grid; place-items: center; width: 40px; height: 40px; border-radius: 50%;
  background: var(--tint); color: var(--accent); font-weight: 600; font-size: .875rem;
}
.person:hover .initials { background: var(--card); }
.who { display: block; line-height: 1.35; min-width: 0; }
.name { display: block; font-weight: 600; }
.role { display: block; font-size: .875rem; color: var(--soft); }
.role em { color: var(--accent); font-style: normal; font-weight: 600; white-space: nowrap; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 0; }
.primary, .secondary { font: inherit; font-weight: 600; padding: 8px 20px; min-height: 44px; border-radius: 8px; cursor: pointer; }
.primary { background: var(--accent); color: var(--on-accent); border: 1px solid var(--accent); }
.secondary { background: none; color: var(--ink); border: 1px solid var(--line); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 27rem) {
  main { width: 100%; margin: 0; padding: 24px 16px; border: 0; border-radius: 0; }
  body { background: var(--card); }
}
`;
