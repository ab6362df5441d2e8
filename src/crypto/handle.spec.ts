import { newHandle, newReference, sha256 } from './handle.js';

it('a handle is 256 random bits and never the same', () => {
  const handles = new Set(Array.from({ length: 1000 }, newHandle));
  expect(handles.size).toBe(1000);
  for (const handle of handles) {
    expect(handle).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(handle, 'base64url')).toHaveLength(32);
  }
});

it('what is stored of a handle is its SHA-256', () => {
  expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  expect(sha256('ä')).not.toBe(sha256('a\u0308'));
});

it('a reference number has no characters that are mistaken for one another, and uses all others', () => {
  const references = Array.from({ length: 2000 }, newReference);
  for (const reference of references) expect(reference).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
  const letters = new Set(references.join('').replaceAll('-', ''));
  expect([...letters].sort().join('')).toBe('23456789ABCDEFGHJKLMNPQRSTUVWXYZ');
  expect(new Set(references).size).toBe(2000);
});
