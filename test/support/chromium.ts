import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is installed on this machine; CHROMIUM names another place. */
export const CHROMIUM = [process.env.CHROMIUM, ...PLACES].find(
  (path) => path !== undefined && existsSync(path),
);

/**
 * Skipped on machines without a Chromium. The journey over HTTP is tested there all the same, only not in a real
 * browser.
 */
export const NO_CHROMIUM = `no Chromium found (${PLACES.join(', ')}; or set CHROMIUM): install Debian’s package chromium to run this in a real browser`;
