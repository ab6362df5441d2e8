import { readConfigurationFile } from './loading/configuration-file.js';
import { openToOthers } from './loading/exposed-file.js';
import { withEnvironmentOverrides } from './loading/environment-overrides.js';
import { Instantiation } from './loading/instantiate.js';
import { readLogo } from './loading/logo.js';
import { validateSettings } from './loading/validation.js';
import { ConfigurationError, type ConfigurationProblem } from './problems.js';
import { clientsWithExpiredSecrets } from './rules/clients-can-work.js';
import type { Findings } from './rules/rule.js';
import { examine } from './rules/rules.js';
import { Settings } from './settings/settings.js';
import { isLoopback } from './settings/validators.js';

export interface LoadedConfiguration {
  settings: Settings;
  /** Logged at every start. Nothing unsafe, but probably a mistake. */
  warnings: ConfigurationProblem[];
  /** The file that was read, if any. */
  file?: string;
}

/**
 * Reads the configuration. Environment variables override the file, and defaults fill in the rest.
 *
 * @param options.path `--config`; else WARDKEY_CONFIG, else config/wardkey.yaml if it exists.
 * @param options.now milliseconds since 1970.
 * @throws ConfigurationError that lists every problem with its path, not only the first.
 */
export function loadConfiguration(options: {
  path?: string;
  environment?: NodeJS.ProcessEnv;
  now: number;
}): LoadedConfiguration {
  const environment = options.environment ?? process.env;
  const { tree, file } = readConfigurationFile(options.path ?? (environment.WARDKEY_CONFIG || undefined));
  const instantiation = new Instantiation(environment, file);
  const settings = instantiation.section(Settings, withEnvironmentOverrides(tree, environment));
  settings.production = environment.NODE_ENV === 'production';
  const problems = [
    ...instantiation.problems,
    ...validateSettings(settings).map((problem) => ({
      ...problem,
      source: instantiation.sourceOf(problem.path),
    })),
    ...readLogos(settings).map((problem) => ({ ...problem, source: instantiation.sourceOf(problem.path) })),
  ];
  // The rules compare several settings. That makes sense only when each setting is valid by itself.
  if (problems.length > 0) throw new ConfigurationError(problems);

  const findings = examine(settings);
  findings.warnings.push(...clientsWithExpiredSecrets(settings, options.now));
  for (const path of instantiation.filesWithSecrets) examineFile(path, findings);
  if (findings.errors.length > 0)
    throw new ConfigurationError(
      findings.errors.map((error) => ({ ...error, source: instantiation.sourceOf(error.path) })),
    );

  settings.issuer ??= `http://127.0.0.1:${settings.listen.port}`;
  settings.egress.loopback ??= !settings.production && isLoopback(new URL(settings.issuer));
  settings.apiDocs ??= !settings.production;
  settings.database.url ??= `sqlite:${settings.dataDirectory}/wardkey.sqlite`;
  return { settings, warnings: findings.warnings, file };
}

/**
 * Checks a file with secrets: a user who can change it can put in their own secrets, and a user who can read it has
 * them.
 */
function examineFile(file: string, { errors, warnings }: Findings): void {
  const open = openToOthers(file);
  if (open === undefined) return;
  const findings = open === 'write' ? errors : warnings;
  const message = `${file} contains secrets, and every user of this machine can ${open} it: chmod o-rwx ${file}`;
  findings.push({ path: '', message });
}

/** Replaces the path of each logo with the picture itself. */
function readLogos(settings: Settings): ConfigurationProblem[] {
  const providers = settings.externalIdentityProviders?.identityProvider;
  if (!Array.isArray(providers)) return [];
  return providers.flatMap((provider, index) => {
    if (typeof provider?.logo !== 'string') return [];
    const read = readLogo(provider.logo, true);
    if ('logo' in read) {
      provider.logo = read.logo;
      return [];
    }
    return [{ path: `externalIdentityProviders.identityProvider[${index}].logo`, message: read.problem }];
  });
}
