import { readConfigurationFile } from './loading/configuration-file.js';
import { openToOthers } from './loading/exposed-file.js';
import { withEnvironmentOverrides } from './loading/environment-overrides.js';
import { Instantiation } from './loading/instantiate.js';
import { readLogo } from './loading/logo.js';
import { validateSettings } from './loading/validation.js';
import { ConfigurationError, type ConfigurationProblem } from './problems.js';
import type { Findings } from './rules/rule.js';
import { examine } from './rules/rules.js';
import { Settings } from './settings/settings.js';
import { isLoopback } from './settings/validators.js';

export interface LoadedConfiguration {
  settings: Settings;
  /** Told at every start; nothing unsafe, but probably not what was meant. */
  warnings: ConfigurationProblem[];
  /** The file that was read, if any. */
  file?: string;
}

/**
 * Reads the configuration: file, then environment over it, then defaults under both.
 *
 * @param options.path `--config`; else WARDKEY_CONFIG, else config/wardkey.yaml if it exists.
 * @throws ConfigurationError that lists every problem with its path, not only the first.
 */
export function loadConfiguration(
  options: { path?: string; environment?: NodeJS.ProcessEnv } = {},
): LoadedConfiguration {
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
  // Rules look at several settings together, which only makes sense once each is sound by itself.
  if (problems.length > 0) throw new ConfigurationError(problems);

  const findings = examine(settings);
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

/** Whoever can change a file with secrets can put in their own; whoever can read it has them. */
function examineFile(file: string, { errors, warnings }: Findings): void {
  const open = openToOthers(file);
  if (open === undefined) return;
  const told = open === 'write' ? errors : warnings;
  const message = `${file} holds secrets, and everybody on this machine may ${open} it: chmod o-rwx ${file}`;
  told.push({ path: '', message });
}

/** Puts each logo’s picture in the place of its path. */
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
