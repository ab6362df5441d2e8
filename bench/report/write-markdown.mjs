import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/**
 * Writes a report to a file. Where the file has a place for it, between `<!-- bench:name -->` and `<!-- /bench:name -->`,
 * only that place is replaced.
 */
export async function writeMarkdown({ file, name }, markdown) {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  const text =
    from < 0 || to < from
      ? markdown
      : `${before.slice(0, from + begin.length)}\n\n${markdown}\n${before.slice(to)}`;
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
