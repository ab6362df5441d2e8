import { brandingCss, defaultAccent, surfaces } from './branding-css.js';
import { contrastBetween } from './contrast.js';
import { pageAssets } from './page-assets.js';

type Properties = Record<string, string>;

/** The custom properties of a stylesheet, for the light and for the dark colour scheme. */
function propertiesOf(css: string): { light: Properties; dark: Properties } {
  const read = (text: string): Properties =>
    Object.fromEntries(
      [...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
    );
  const dark = css.indexOf('prefers-color-scheme: dark');
  const light = read(css.slice(0, dark));
  return { light, dark: { ...light, ...read(css.slice(dark)) } };
}

const stylesheet = pageAssets({})
  .find((file) => file.path === '/assets/wardkey.css')!
  .body.toString();

describe('brandingCss', () => {
  it.each(['#17567f', '#ffd500', '#ffffff', '#000000', '#e4002b', '#808080'])(
    'keeps text readable with accent %s, in light and in dark',
    (accentColour) => {
      const schemes = propertiesOf(brandingCss({ accentColour }));
      for (const scheme of ['light', 'dark'] as const) {
        const colours = schemes[scheme] as Record<
          'accent' | 'accent-hover' | 'on-accent' | 'accent-text',
          string
        >;
        expect(contrastBetween(colours['on-accent'], colours.accent)).toBeGreaterThanOrEqual(4.5);
        expect(contrastBetween(colours['on-accent'], colours['accent-hover'])).toBeGreaterThanOrEqual(4.5);
        for (const background of Object.values(surfaces[scheme])) {
          expect(contrastBetween(colours['accent-text'], background)).toBeGreaterThanOrEqual(4.5);
        }
      }
    },
  );

  it('uses the organisation’s colour unchanged when it is readable', () => {
    expect(propertiesOf(brandingCss({ accentColour: '#E4002B' })).light.accent).toBe('#e4002b');
  });

  it.each(['red', '#12345', '#123456; } body { display: none', ''])('refuses %j', (accentColour) => {
    expect(() => brandingCss({ accentColour })).toThrow('#rrggbb');
  });
});

describe('wardkey.css', () => {
  const { light, dark } = propertiesOf(stylesheet);

  it('has the background colours against which accents are measured', () => {
    expect(light).toMatchObject(surfaces.light);
    expect(dark).toMatchObject(surfaces.dark);
  });

  it('uses the default accent without branding', () => {
    const fallback = propertiesOf(brandingCss({ accentColour: defaultAccent }));
    expect(light).toMatchObject(fallback.light);
    expect(dark).toMatchObject(fallback.dark);
  });

  it.each([
    ['light', light],
    ['dark', dark],
  ])('has text with contrast 7:1 and borders with contrast 3:1 in %s', (_, colours) => {
    for (const background of [colours.surface!, colours.page!, colours.tint!]) {
      expect(contrastBetween(colours.text!, background)).toBeGreaterThanOrEqual(7);
      expect(contrastBetween(colours.quiet!, background)).toBeGreaterThanOrEqual(
        background === colours.tint ? 4.5 : 7,
      );
      expect(contrastBetween(colours.edge!, background)).toBeGreaterThanOrEqual(3);
    }
  });
});
