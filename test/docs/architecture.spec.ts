import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(`${root}docs/architecture.md`, 'utf8');
const rooms = readdirSync(`${root}src`, { withFileTypes: true }).flatMap((one) =>
  one.isDirectory() ? one.name : [],
);

describe('docs/architecture.md', () => {
  it('names every folder below src, and no other', () => {
    const named = [...new Set([...text.matchAll(/^\|[^|]*\| `([a-z-]+)\/`/gm)].map(([, room]) => room!))];
    expect(named.sort()).toEqual(rooms.sort());
  });

  it('names only files and folders that exist', () => {
    const paths = [...text.matchAll(/`([a-z-]+(?:\/[a-z.-]+)+)(?:`|:)/g)].map(([, path]) =>
      path!.replace(/\/$/, ''),
    );
    const inRoom = (path: string) =>
      ['', 'src/', ...rooms.map((room) => `src/${room}/`)].some((at) => existsSync(root + at + path));
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !inRoom(path))).toEqual([]);
  });
});
