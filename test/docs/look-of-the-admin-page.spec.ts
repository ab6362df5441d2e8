import { contrastBetween } from '#src/interactions/views/contrast.js';
import { pageAssets } from '#src/interactions/views/page-assets.js';
import { COLOURS, MEANING } from '../../admin-ui/src/look/colours.js';

const css = pageAssets({})
  .find(({ path }) => path === '/assets/wardkey.css')!
  .body.toString();
const dark = css.indexOf('prefers-color-scheme: dark');
const colour = (text: string, name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(text)?.[1];

it.each([
  ['light', css.slice(0, dark)],
  ['dark', css.slice(dark)],
] as const)('the page of administrators has the colours of the other pages in %s', (scheme, text) => {
  const names = Object.keys(COLOURS[scheme]);
  expect(COLOURS[scheme]).toEqual(Object.fromEntries(names.map((name) => [name, colour(text, name)])));
});

it.each(['light', 'dark'] as const)('what is good and what is bad can be read in %s', (scheme) => {
  const { surface, page, tint } = COLOURS[scheme];
  for (const text of Object.values(MEANING[scheme]))
    for (const background of [surface, page, tint])
      expect(contrastBetween(text, background)).toBeGreaterThanOrEqual(4.5);
});
