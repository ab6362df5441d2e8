import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { testsWithIds } from '../support/test-titles.js';

interface Requirement {
  verb: string;
  text: string;
  /** The party that the requirement binds, when it is not the authorization server. */
  binds?: string;
  /** The reason why no test proves the requirement. */
  none?: string;
}
interface Page {
  page: string;
  title: string;
  requirements: Record<string, Requirement>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENT = `${ROOT}docs/conformance/smart-2.2.md`;
const pages = parse(readFileSync(`${ROOT}docs/conformance/smart-2.2.yaml`, 'utf8')) as Page[];
const requirements = pages.flatMap((page) => Object.entries(page.requirements));

const proofs = new Map<string, string[]>();
for (const folder of ['test', 'src', 'sandbox/src']) {
  for (const { file, title, ids } of testsWithIds(ROOT + folder, /smart_2\.2@\d+/g)) {
    for (const id of new Set(ids)) {
      const number = id.split('@')[1]!;
      proofs.set(number, [...(proofs.get(number) ?? []), `${title} (\`${folder}/${file}\`)`]);
    }
  }
}

describe('docs/conformance/smart-2.2.md', () => {
  it('has each of the 265 requirements once', () => {
    expect(new Set(requirements.map(([number]) => number)).size).toBe(265);
    expect(requirements).toHaveLength(265);
  });

  it('has either a test or a reason for each requirement', () => {
    const without = requirements.filter(([number, { none }]) => !none && !proofs.has(number));
    expect(without.map(([number, { text }]) => `${number} ${text}`)).toEqual([]);
    const both = requirements.filter(([number, { none }]) => none && proofs.has(number));
    expect(both.map(([number]) => number)).toEqual([]);
  });

  it('lists every number that a title names', () => {
    const known = new Set(requirements.map(([number]) => number));
    expect([...proofs.keys()].filter((number) => !known.has(number))).toEqual([]);
  });

  it('is made from the titles; UPDATE_DOCS=1 writes it', () => {
    if (process.env.UPDATE_DOCS) writeFileSync(DOCUMENT, document());
    expect(readFileSync(DOCUMENT, 'utf8')).toBe(document());
  });
});

function document(): string {
  const tested = requirements.filter(([, { none }]) => !none).length;
  const lines = [
    '# SMART App Launch 2.2, requirement by requirement',
    '',
    '<!-- Made by test/docs/smart-conformance.spec.ts from smart-2.2.yaml and the titles of the tests. -->',
    '',
    `The guide’s ${requirements.length} requirements for servers, by the numbers the public test kits use: ${tested} are proven by`,
    `tests that run with \`npm test\`, ${requirements.length - tested} have none, with the reason. Requirements that bind the FHIR server are proven`,
    'with the stand-in FHIR server of the sandbox and the tokens it is given.',
  ];
  for (const { page, title, requirements: rows } of pages) {
    lines.push(
      '',
      `## ${title}`,
      '',
      `\`${page}.html\` of <https://hl7.org/fhir/smart-app-launch/STU2.2/>`,
      '',
    );
    lines.push('|   | Requirement | Proven by |', '| - | - | - |');
    for (const [number, { verb, text, binds, none }] of Object.entries(rows)) {
      const what = `${verb}: ${text}${binds ? ` (binds the ${binds})` : ''}`;
      lines.push(
        `| ${number} | ${cell(what)} | ${cell(none ? `_${none}_` : (proofs.get(number) ?? []).join('<br>'))} |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
