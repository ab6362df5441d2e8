import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A test, or a group of them, and the ids of what it proves. */
export interface TitledTest {
  /** The spec file, from the folder that was searched. */
  file: string;
  /** The titles from the outermost group inwards, without ids, or the row of a table that the ids stand in. */
  title: string;
  ids: string[];
}

/**
 * The tests below a folder whose titles, or the rows of whose tables, have ids that match. Read from the source, so
 * that the answer does not depend on which tests were run; tests that are skipped prove nothing and are left out.
 */
export function testsWithIds(folder: string, id: RegExp): TitledTest[] {
  return specFiles(folder).flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const found: TitledTest[] = [];
    const visit = (node: ts.Node): void => {
      const ids = textOf(node)?.match(id) ?? [];
      const titles = ids.length > 0 ? titlesOf(node) : undefined;
      if (titles) {
        const title = titles.map((one) => withoutIds(one, id)).filter((one) => one !== '');
        found.push({ file: relative(folder, file), title: title.join(' › '), ids: [...ids] });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

function specFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist'].includes(entry.name) || entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return specFiles(path);
    return entry.name.endsWith('.spec.ts') ? [path] : [];
  });
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node)
    ? node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
    : undefined;
}

/** The titles from the outermost group to this one; undefined when one of them is skipped or this is in no test. */
function titlesOf(node: ts.Node): string[] | undefined {
  const titles = [textOf(node)!];
  let inTest = false;
  for (let at = node; at.parent; at = at.parent) {
    const call = at.parent;
    if (!ts.isCallExpression(call)) continue;
    const callee = call.expression.getText();
    if (!/^(describe|it|test)\b/.test(callee)) continue;
    if (/\.(skip|todo|failing)\b/.test(callee)) return undefined;
    inTest = true;
    const [first] = call.arguments;
    const title = first && first !== at ? textOf(first) : undefined;
    if (title === undefined) continue;
    // A row of a table, which stands in what is called: its name belongs into the title of the test.
    if (call.expression === at)
      titles[0] = title.includes('%s') ? title.replace('%s', titles[0]!) : `${title} › ${titles[0]}`;
    else if (callee.startsWith('describe')) titles.unshift(title);
  }
  return inTest ? titles : undefined;
}

function withoutIds(title: string, id: RegExp): string {
  return title.replace(id, '').replace(/\s+/g, ' ').trim();
}
