/*
 * Builds the page, and puts it into dist/admin of the server. The server is built far more often than the page changes,
 * so Vite runs only when the page has changed since the last time.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const here = import.meta.dirname;
const built = join(here, 'dist');
const stamp = join(here, 'dist.stamp');
const served = join(here, '../dist/admin');

const made = digestOfSources();
if (!existsSync(built) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== made) {
  rmSync(stamp, { force: true });
  const vite = await import('vite').catch(leftOut);
  await vite.build({ root: here, logLevel: 'warn' });
  // The server sends what is packed here to every browser that can unpack it.
  for (const name of readdirSync(join(built, 'assets')))
    writeFileSync(
      join(built, 'assets', `${name}.gz`),
      gzipSync(readFileSync(join(built, 'assets', name)), { level: 9 }),
    );
  writeFileSync(stamp, made);
}
rmSync(served, { recursive: true, force: true });
cpSync(built, served, { recursive: true });

/** `npm ci --workspaces=false` leaves Vite out. The server works without the page, and says so when it starts. */
function leftOut({ message }) {
  console.warn(`The page of administrators is not built, because Vite is not installed here: ${message}`);
  process.exit();
}

/** It changes when the page, the way of building it, or a library may have changed. */
function digestOfSources() {
  const hash = createHash('sha256');
  const sources = readdirSync(join(here, 'src'), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  const others = ['index.html', 'vite.config.mjs', 'build.mjs', 'package.json', '../package-lock.json'];
  for (const file of [...sources, ...others.map((name) => join(here, name))])
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
