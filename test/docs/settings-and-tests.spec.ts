import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { settingsOf } from '#src/config/setting.js';
import { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';

const repositoryFile = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const proven = readFileSync(repositoryFile('docs/settings-and-tests.md'), 'utf8');
const rows = [...proven.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\| (.+?) +\|$/gm)].map(
  ([, setting, file, title]) => ({ setting: setting!, file: file!, title: title! }),
);

/** Every setting of an identity provider, with the settings of its nested sections. */
const settings = settingsOf(IdentityProviderSettings).flatMap(({ key, of }) => [
  key,
  ...(of ? settingsOf(of()).map((nested) => `${key}[].${nested.key}`) : []),
]);

describe('docs/settings-and-tests.md', () => {
  it('names every setting of an identity provider, and no other', () => {
    expect([...new Set(rows.map(({ setting }) => setting))].sort()).toEqual([...settings].sort());
  });

  it.each(rows)('$setting: $title', ({ file, title }) => {
    expect(existsSync(repositoryFile(file))).toBe(true);
    // Quotation marks in a title may be escaped in the source.
    const source = readFileSync(repositoryFile(file), 'utf8').replaceAll('\\', '');
    expect(source).toContain(title);
  });
});
