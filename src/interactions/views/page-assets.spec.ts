import { createHash } from 'node:crypto';
import { pageAssets, versionedPath } from './page-assets.js';

const files = pageAssets({ accentColour: '#0b5c6b' });

describe('pageAssets', () => {
  it('has all files that the pages link to', () => {
    expect(files.map((file) => [file.path, file.contentType])).toEqual([
      ['/assets/wardkey.css', 'text/css; charset=utf-8'],
      ['/assets/branding.css', 'text/css; charset=utf-8'],
      ['/assets/wardkey.js', 'text/javascript; charset=utf-8'],
      ['/assets/icon.svg', 'image/svg+xml'],
    ]);
  });

  it.each(files.map((file) => [file.path, file] as const))(
    'gives the address of %s the hash of its content',
    (_, file) => {
      const hash = createHash('sha256').update(file.body).digest('base64url').slice(0, 16);
      expect(file.body.length).toBeGreaterThan(0);
      expect(file.etag).toBe(`"${hash}"`);
      expect(versionedPath(file)).toBe(`${file.path}?v=${hash}`);
    },
  );

  it('changes the address of branding.css with the accent colour', () => {
    const addresses = (accentColour: string) => pageAssets({ accentColour }).map(versionedPath);
    const before = addresses('#0b5c6b');
    expect(addresses('#e4002b').filter((address) => !before.includes(address))).toHaveLength(1);
  });
});
