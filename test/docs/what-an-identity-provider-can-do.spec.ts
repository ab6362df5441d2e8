import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const repositoryFile = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const text = readFileSync(repositoryFile('docs/what-an-identity-provider-can-do.md'), 'utf8');
/** The cells that say which test proves a sentence. */
const proofs = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (-|.*\| test +\|$)/.test(line))
  .map((line) => line.split('|').at(-2)!.trim());

describe('docs/what-an-identity-provider-can-do.md', () => {
  it('has a sentence for each proof', () => expect(proofs.length).toBeGreaterThan(20));

  it.each(proofs)('%s', (proof) => {
    const files = [...proof.matchAll(/`([^`]+\.spec\.ts)`/g)].map(([, file]) => file!);
    expect(files).not.toEqual([]);
    for (const file of files) expect([file, existsSync(repositoryFile(file))]).toEqual([file, true]);
    const source = files.map((file) => readFileSync(repositoryFile(file), 'utf8')).join('\n');
    for (const [, title] of proof.matchAll(/"([^"]+)"/g)) expect(source).toContain(title);
  });
});
