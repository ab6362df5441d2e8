import { readFileSync } from 'node:fs';
import { parseConfiguration, readConfigurationFile } from '#src/config/loading/configuration-file.js';
import { settingsOf } from '#src/config/setting.js';

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

/**
 * The settings in a form that can be shown.
 *
 * @param inPlace stands for each secret that is set; when absent, secrets are left out.
 */
export function withoutSecrets<Settings extends object>(settings: Settings, inPlace?: string): object {
  const shown = settingsOf(settings.constructor as new () => Settings).map(({ key, secret }) => {
    const value = settings[key as keyof Settings];
    return [key, secret && value !== undefined ? inPlace : value];
  });
  return Object.fromEntries(shown) as object;
}
