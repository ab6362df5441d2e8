import { readFileSync } from 'node:fs';
import { parseConfiguration, readConfigurationFile } from '#src/config/loading/configuration-file.js';

/** @param file JSON or YAML, in the form of the configuration file; `-` is standard input. */
export function readTree(file: string): Record<string, unknown> {
  return file === '-'
    ? parseConfiguration(readFileSync(0, 'utf8'), 'standard input')
    : readConfigurationFile(file).tree;
}

/** @param file the configuration file that was read, if any. */
export function whereDefined<Origin>(origin: Origin | 'file', file: string | undefined): object {
  return origin === 'file' && file ? { origin, file } : { origin };
}
