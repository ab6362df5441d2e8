import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brandingCss } from './branding-css.js';
import { type Branding } from './branding.js';

/** A file the pages link to, ready to be served. */
export interface PageAsset {
  /** Without a query. The pages add `?v=<hash>`, so browsers may keep the file for a long time as immutable. */
  path: string;
  contentType: string;
  body: Buffer;
  /** A strong ETag, in quotes. */
  etag: string;
}

const stylesheet = 'text/css; charset=utf-8';
const directory = new URL('./assets/', import.meta.url);

/** Every file that the pages link to, the organisation's accent colour included. Read once, at start. */
export function pageAssets(branding: Pick<Branding, 'accentColour'>): PageAsset[] {
  return [
    asset('wardkey.css', stylesheet, readAsset('wardkey.css')),
    asset('branding.css', stylesheet, Buffer.from(brandingCss(branding))),
    asset('wardkey.js', 'text/javascript; charset=utf-8', readAsset('wardkey.js')),
    asset('icon.svg', 'image/svg+xml', readAsset('icon.svg')),
  ];
}

/** The address of an asset on a page. It changes when the content changes. */
export function versionedPath(file: PageAsset): string {
  return `${file.path}?v=${file.etag.replaceAll('"', '')}`;
}

function asset(name: string, contentType: string, body: Buffer): PageAsset {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  return { path: `/assets/${name}`, contentType, body, etag: `"${hash}"` };
}

function readAsset(name: string): Buffer {
  return readFileSync(fileURLToPath(new URL(name, directory)));
}
