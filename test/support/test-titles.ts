import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A test, or a group of them, and the ids of what it proves. */
export interface TitledTest {
  /** The spec file, from the folder that was searched. */
  file: string;
  /**
   * The titles from the outermost group to the test, without ids, with the values that the row of a table puts in.
   */
  title: string;
  ids: string[];
}

/**
 * The tests below a folder whose titles, or the rows of whose tables, have ids that match. They are read from the
 * source, so that the answer does not depend on which tests were run. Skipped tests prove nothing and are left out.
 */
export function testsWithIds(folder: string, id: RegExp): TitledTest[] {
  return testsBelow(folder, (node) => {
    const text = textOf(node);
    const ids = text?.match(id);
    if (!ids || isCallOfProves(node.parent)) return undefined;
    const row =
      ts.isArrayLiteralExpression(node.parent) && !isInTableCall(node.parent) ? node.parent.elements : [node];
    const tell = (title: string) => title.replace(id, '').replace(/\s+/g, ' ').trim();
    return { ids: [...ids], own: tell(text!), cells: row.map((cell) => tell(textOf(cell) ?? '…')), tell };
  });
}

/**
 * The tests below a folder that say with `proves` (proves.ts) what they prove. They are read like {@link
 * testsWithIds}.
 */
export function testsThatProve(folder: string): TitledTest[] {
  return testsBelow(folder, (node) => {
    if (!isCallOfProves(node)) return undefined;
    const [ids, row] = node.arguments;
    const cells =
      row && ts.isArrayLiteralExpression(row) ? row.elements.map((cell) => textOf(cell) ?? '…') : [];
    return { ids: textOf(ids!)!.split(' '), own: cells[0], cells, tell: (title) => title };
  });
}

interface Found {
  ids: string[];
  /** What names the test beside the titles around it: its own title, or the beginning of a row. */
  own: string | undefined;
  /** The values for the placeholders of a title, in a table. */
  cells: string[];
  /** A title in the form for the documents. */
  tell: (title: string) => string;
}

function testsBelow(folder: string, find: (node: ts.Node) => Found | undefined): TitledTest[] {
  return specFiles(folder).flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const tests: TitledTest[] = [];
    const visit = (node: ts.Node): void => {
      const found = find(node);
      const titles = found && titlesAround(node, found);
      if (titles) tests.push({ file: relative(folder, file), title: titles.join(' › '), ids: found.ids });
      ts.forEachChild(node, visit);
    };
    visit(source);
    return tests;
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

/**
 * The titles from the outermost group to this test; undefined when one of them is skipped or when this is not in a
 * test.
 */
function titlesAround(node: ts.Node, { own, cells, tell }: Found): string[] | undefined {
  const titles = own === undefined ? [] : [own];
  let inTest = false;
  for (let at = node; at.parent; at = at.parent) {
    if (ts.isVariableDeclaration(at.parent)) at = tableCallWith(at.parent) ?? at;
    const call = at.parent;
    if (!ts.isCallExpression(call)) continue;
    const [first] = call.arguments;
    const title = first && textOf(first);
    if (title === undefined || !call.arguments.some(ts.isFunctionLike)) continue;
    if (/^(describe|it|test)\.(skip|todo|failing)\b/.test(call.expression.getText())) return undefined;
    inTest = true;
    if (first === at) continue;
    if (call.expression === at) titles[0] = withCells(tell(title), cells);
    else titles.unshift(tell(title));
  }
  return inTest ? titles.filter((title) => title !== '') : undefined;
}

/** Where a named table is used: the argument of `each` with this name. */
function tableCallWith({ name }: ts.VariableDeclaration): ts.Node | undefined {
  let use: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.getText() && isInTableCall(node)) use ??= node;
    ts.forEachChild(node, visit);
  };
  visit(name.getSourceFile());
  return use;
}

/** Whether this is the table of an `each`, or a part of it. */
function isInTableCall(node: ts.Node): boolean {
  for (let at = node; ts.isCallExpression(at.parent) && at.parent.expression !== at; at = at.parent)
    if (at.parent.expression.getText().endsWith('.each')) return true;
  return false;
}

function withCells(title: string, cells: string[]): string {
  if (!/%[\w.]/.test(title)) return cells[0] === undefined ? title : `${title} › ${cells[0]}`;
  let column = 0;
  return title.replace(/%(?:\.\d+)?[a-z]/g, (placeholder) => cells[column++] ?? placeholder);
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node)
    ? node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
    : undefined;
}

function isCallOfProves(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === 'proves';
}
