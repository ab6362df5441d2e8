import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { load } from '../../test/support/configuration.js';
import { configurationReference, environmentVariable } from './documentation.js';
import { loadConfiguration } from './load-configuration.js';
import { foldKey, settingsOf } from './setting.js';
import { Settings } from './settings/settings.js';

const repositoryFile = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const EXAMPLE = repositoryFile('config/wardkey.example.yaml');

describe('docs/configuration.md', () => {
  it('is what the settings classes say (if not: npm run docs:configuration)', () => {
    expect(readFileSync(repositoryFile('docs/configuration.md'), 'utf8')).toBe(
      configurationReference(Settings),
    );
  });

  it('names environment variables that the loader reads', () => {
    const path = 'externalIdentityProviders.identityProvider[].displayName';
    const environment = { [environmentVariable(path)]: 'Staff account' };
    const { settings } = loadConfiguration({ path: EXAMPLE, environment, now: Date.now() });
    expect(settings.externalIdentityProviders.identityProvider[0]!.displayName).toBe('Staff account');
  });
});

describe('config/wardkey.example.yaml', () => {
  it('loads unchanged, without a warning', () => {
    // A copy that only its owner can read, because it contains stand-ins for secrets.
    expect(load(readFileSync(EXAMPLE, 'utf8')).warnings).toEqual([]);
  });

  it('does not load in production: its example secrets are refused', () => {
    expect(() =>
      loadConfiguration({ path: EXAMPLE, environment: { NODE_ENV: 'production' }, now: Date.now() }),
    ).toThrow(/clientSecret: is an example from documentation/);
  });

  it('names every setting, and nothing else', () => {
    // `#key: value`, without a space, is a setting that is commented out.
    const everythingOn = readFileSync(EXAMPLE, 'utf8').replaceAll(/^(\s*)#(?=\S)/gm, '$1');
    expect(namedIn([parse(everythingOn)])).toEqual(settingPaths(Settings));
  });
});

describe('README.md', () => {
  it('shows a configuration that loads', () => {
    const [, shown] = /^```yaml\n(.*?)^```/ms.exec(readFileSync(repositoryFile('README.md'), 'utf8'))!;
    const { settings, warnings } = load(shown!, { HOSPITAL_CLIENT_SECRET: 'known-to-the-provider' });
    expect(warnings).toEqual([]);
    expect(settings.externalIdentityProviders.identityProvider[0]!.clientSecret).toBe(
      'known-to-the-provider',
    );
  });
});

/** Every setting, as `fhirServers[].name`, sorted. */
function settingPaths(section: new () => object, path = ''): string[] {
  return settingsOf(section)
    .flatMap(({ key, kind, of }) => {
      const place = `${path}${key}${of && kind === 'list' ? '[]' : ''}`;
      return of ? [place, ...settingPaths(of(), `${place}.`)] : [place];
    })
    .sort();
}

/** Every setting that any of these entries of one section has, in the same form. */
function namedIn(entries: unknown[], section: new () => object = Settings, path = ''): string[] {
  const found = new Set<string>();
  for (const [key, value] of entries.flatMap((entry) => Object.entries(entry as object))) {
    const setting = settingsOf(section).find((known) => foldKey(known.key) === foldKey(key));
    const place = `${path}${key}${setting?.of && setting.kind === 'list' ? '[]' : ''}`;
    found.add(place);
    if (setting?.of) for (const inner of namedIn([value].flat(), setting.of(), `${place}.`)) found.add(inner);
  }
  return [...found].sort();
}
