import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDocument, type YAMLParseError } from 'yaml';
import { ConfigurationError } from '../problems.js';

/** The file that is read from the working folder when no file is named. */
export const DEFAULT_CONFIGURATION_FILE = 'config/wardkey.yaml';

/** Far above any real configuration. A larger file is a mistake (a database dump, a log). */
const MAX_BYTES = 1024 * 1024;

/**
 * Reads a YAML file. JSON is YAML, so a JSON file works as it is.
 *
 * @param path the file named by `--config` or WARDKEY_CONFIG; absent means the default file if it exists.
 * @returns the plain tree and the file it came from; an empty tree when there is no file to read.
 * @throws ConfigurationError when a named file is missing or is not one YAML mapping.
 */
export function readConfigurationFile(path: string | undefined): {
  tree: Record<string, unknown>;
  file?: string;
} {
  const file = resolve(path ?? DEFAULT_CONFIGURATION_FILE);
  if (!existsSync(file)) {
    if (path === undefined) return { tree: {} };
    throw refuse(file, 'the file does not exist');
  }
  return { tree: parseConfiguration(read(file), file), file };
}

/**
 * Parses YAML, and so also JSON, to one mapping.
 *
 * @param source named in problems.
 * @throws ConfigurationError
 */
export function parseConfiguration(text: string, source: string): Record<string, unknown> {
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: true });
  if (document.errors.length > 0) {
    throw new ConfigurationError(
      document.errors.map((error) => ({ path: '', message: withoutExcerpt(error), source })),
    );
  }
  let tree: unknown;
  try {
    tree = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    // An alias without a target, or aliases that multiply: well-formed YAML, but no tree.
    throw refuse(source, (error as Error).message);
  }
  if (tree === null || tree === undefined) return {};
  if (typeof tree !== 'object' || Array.isArray(tree))
    throw refuse(source, 'must be a mapping of settings (key: value)');
  return tree as Record<string, unknown>;
}

function read(file: string): string {
  let size: number;
  let text: string;
  try {
    ({ size } = statSync(file));
    text = size > MAX_BYTES ? '' : readFileSync(file, 'utf8');
  } catch (error) {
    throw refuse(file, `the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (size > MAX_BYTES)
    throw refuse(file, 'the file is larger than 1 MiB; this is not a Wardkey configuration');
  return text;
}

/**
 * Keeps only the first line of the parser's message: the rest shows the lines around a mistake, which may contain a
 * secret.
 */
function withoutExcerpt(error: YAMLParseError): string {
  return error.message.split('\n', 1)[0]!.replace(/:$/, '');
}

function refuse(file: string, message: string): ConfigurationError {
  return new ConfigurationError([{ path: '', message, source: file }]);
}
