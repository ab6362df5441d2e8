import { readFileSync, statSync } from 'node:fs';

/** A logo on a button has a few KiB. Every page carries it. */
const MAX_BYTES = 64 * 1024;
const DATA = /^data:image\/(png|svg\+xml);base64,([A-Za-z0-9+/]+={0,2})$/;

/**
 * Reads a logo into a `data:` address for the pages. So neither this server nor a browser ever fetches the address of a
 * logo, and inside an `<img>` an SVG runs no script.
 *
 * @param logo a path to a .svg or .png file, or a `data:` address of one.
 * @param mayRead whether paths may be read. A value from the database must not name a file of this machine.
 */
export function readLogo(logo: string, mayRead: boolean): { logo: string } | { problem: string } {
  const inline = DATA.exec(logo);
  if (inline) return encoded(inline[1]!, Buffer.from(inline[2]!, 'base64'));
  const [, extension] = /^(?!data:|https?:).*\.(svg|png)$/i.exec(logo) ?? [];
  if (!extension || !mayRead) {
    const path = mayRead ? 'the path of an .svg or .png file, or ' : '';
    return {
      problem: `must be ${path}data:image/png;base64,... or data:image/svg+xml;base64,...; logos are never fetched from elsewhere`,
    };
  }
  try {
    if (statSync(logo).size > MAX_BYTES) return { problem: 'is larger than 64 KiB' };
    return encoded(extension.toLowerCase() === 'png' ? 'png' : 'svg+xml', readFileSync(logo));
  } catch (error) {
    return {
      problem: `names the file ${logo}, which cannot be read (${(error as NodeJS.ErrnoException).code})`,
    };
  }
}

function encoded(type: string, bytes: Buffer): { logo: string } | { problem: string } {
  if (bytes.length > MAX_BYTES) return { problem: 'is larger than 64 KiB' };
  const isPng = bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  const isSvg = /^\s*(<\?xml|<!--|<svg)/.test(
    bytes
      .subarray(0, 256)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  );
  if (type === 'png' ? !isPng : !isSvg) return { problem: `is not a ${type} picture, although it says so` };
  return { logo: `data:image/${type};base64,${bytes.toString('base64')}` };
}
