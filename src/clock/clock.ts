/**
 * The only clock of the server. All code asks it for the time, so a test can stop or move time in one place, by
 * replacing `Date`.
 *
 * @returns milliseconds since 1970.
 */
export function millisecondsNow(): number {
  return Date.now();
}

/** Whole seconds since 1970, as tokens write them (`NumericDate`, RFC 7519 section 2). */
export function epochNow(): number {
  return Math.floor(millisecondsNow() / 1000);
}

/** Now, for what writes dates. */
export function dateNow(): Date {
  return new Date(millisecondsNow());
}
