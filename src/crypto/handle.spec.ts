import { newHandle, newReference, sha256 } from './handle.js';

it('a handle is 256 random bits, new each time', () => {
  const handles = new Set(Array.from({ length: 1000 }, newHandle));
  expect(handles.size).toBe(1000);
  for (const handle of handles) {
    expect(handle).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(handle, 'base64url')).toHaveLength(32);
  }
});

it('only the SHA-256 of a handle is stored', () => {
  expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  expect(sha256('ä')).not.toBe(sha256('a\u0308'));
});

it('a reference number uses all letters and digits that cannot be mistaken for each other', () => {
  const references = Array.from({ length: 2000 }, newReference);
  for (const reference of references) expect(reference).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
  const letters = new Set(references.join('').replaceAll('-', ''));
  expect([...letters].sort().join('')).toBe('23456789ABCDEFGHJKLMNPQRSTUVWXYZ');
  expect(new Set(references).size).toBe(2000);
});
