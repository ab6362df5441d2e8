import { Problem } from './problem.js';

/** The header `Allow` of an address with these methods. Every address has `OPTIONS`. */
export function allowHeader(methods: readonly string[]): string {
  return [...new Set([...methods, 'OPTIONS'])].join(', ');
}

/** @param allow see allowHeader. The answer must carry it (RFC 9110 section 15.5.6). */
export function wrongMethod(allow: string): Problem {
  return new Problem(405, 'This address does not have this method', { detail: `It has ${allow}.` });
}
