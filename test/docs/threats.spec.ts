import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { testsThatProve, testsWithIds } from '../support/test-titles.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const THREATS = `${ROOT}docs/threats/`;
/** An id, its sentence, and the list of its tests. */
const ENTRY = /^### (\S+)\n\n(.+)\n(?:\n(?:- .+\n)+)?/gm;

const folders = ['test', 'src', 'sandbox/src'];
const proofs = new Map<string, Set<string>>();
for (const folder of folders) {
  for (const { file, title, ids } of testsThatProve(ROOT + folder)) {
    const test = `${shown(title)} (\`${folder}/${file}\`)`;
    for (const id of ids) proofs.set(id, (proofs.get(id) ?? new Set()).add(test));
  }
}

const documents = readdirSync(THREATS).filter((name) => name !== 'README.md');
const listed = documents.flatMap((name) => [...read(name).matchAll(ENTRY)].map(([, id]) => id!));

describe('docs/threats', () => {
  it('lists each id once, and every id that a test proves', () => {
    expect(listed).toEqual([...new Set(listed)]);
    expect([...proofs.keys()].filter((id) => !listed.includes(id))).toEqual([]);
  });

  it('has a test for each id', () => {
    expect(listed.filter((id) => !proofs.has(id))).toEqual([]);
  });

  it.each(documents)('%s names the tests of each id; UPDATE_DOCS=1 writes them', (name) => {
    if (process.env.UPDATE_DOCS) writeFileSync(THREATS + name, withTests(read(name)));
    expect(read(name)).toBe(withTests(read(name)));
  });

  it('names the ids alone: no title contains one', () => {
    const titled = folders.flatMap((folder) => testsWithIds(ROOT + folder, /\b(?:BI|FI|PV|TM)-\d+/g));
    expect(titled.map(({ file, ids }) => `${file}: ${ids.join(' ')}`)).toEqual([]);
  });
});

function read(name: string): string {
  return readFileSync(THREATS + name, 'utf8');
}

function withTests(document: string): string {
  return document.replace(ENTRY, (_entry, id: string, sentence: string) => {
    const tests = [...(proofs.get(id) ?? [])].map((test) => `- ${test}\n`);
    return `### ${id}\n\n${sentence}\n\n${tests.join('')}`;
  });
}

/** A title in Markdown, with dots for the values that the rows of a table put into it. */
function shown(title: string): string {
  return title
    .replaceAll(/%(?:\.\d+)?[a-z]\b/g, '…')
    .replace(/( › …)+$/, '')
    .replaceAll('\n', ' ')
    .replaceAll(/[\\`*_<>[\]]/g, '\\$&');
}
