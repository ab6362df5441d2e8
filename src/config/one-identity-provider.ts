import { Instantiation } from './loading/instantiate.js';
import { readLogo } from './loading/logo.js';
import { validateSettings } from './loading/validation.js';
import { ConfigurationError, type ConfigurationProblem } from './problems.js';
import type { Findings } from './rules/rule.js';
import { examine } from './rules/rules.js';
import {
  ExternalIdentityProvidersSettings,
  IdentityProviderSettings,
} from './settings/identity-provider.settings.js';
import { Settings } from './settings/settings.js';

const LIST = 'externalIdentityProviders.identityProvider';

/**
 * Reads one provider that does not stand in the configuration file, by the very class and loader of that file.
 *
 * @param environment where `${env:NAME}` looks; absent when references are not resolved but taken as they are: what is
 * kept in a database must never make the server read a file.
 * @throws ConfigurationError that lists every problem with its path.
 */
export function readIdentityProvider(
  tree: Record<string, unknown>,
  environment?: NodeJS.ProcessEnv,
): IdentityProviderSettings {
  const instantiation = new Instantiation(environment);
  const provider = instantiation.section(IdentityProviderSettings, tree);
  const problems = [...instantiation.problems, ...validateSettings(provider)];
  if (typeof provider.logo === 'string') {
    const read = readLogo(provider.logo, environment !== undefined);
    if ('logo' in read) provider.logo = read.logo;
    else problems.push({ path: 'logo', message: read.problem });
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return provider;
}

/** What is found about one provider beside others. */
export interface EntryFindings extends Findings {
  /** What would be wrong about the others with this one beside them, and is not without. */
  elsewhere: ConfigurationProblem[];
}

/** What the rules over several settings say about one provider beside those that are there already. */
export function examineIdentityProvider(
  provider: IdentityProviderSettings,
  others: readonly IdentityProviderSettings[],
  settings: Settings,
): EntryFindings {
  const findings = examineTogether([...others, provider], settings);
  const place = `${LIST}[${others.length}]`;
  const ofThisOne = (problems: ConfigurationProblem[]) =>
    problems
      .filter(({ path }) => path.startsWith(place))
      .map((problem) => ({ ...problem, path: problem.path.slice(place.length + 1) }));
  const before = examineTogether(others, settings).errors.map(({ path }) => path);
  const elsewhere = findings.errors
    .filter(({ path }) => path.startsWith(LIST) && !path.startsWith(place) && !before.includes(path))
    .map((problem) => ({ ...problem, path: named(problem.path, others) }));
  return { errors: ofThisOne(findings.errors), warnings: ofThisOne(findings.warnings), elsewhere };
}

function examineTogether(providers: readonly IdentityProviderSettings[], settings: Settings): Findings {
  const section = Object.assign(new ExternalIdentityProvidersSettings(), { identityProvider: providers });
  const together = Object.assign(new Settings(), settings, { externalIdentityProviders: section });
  return examine(together, 'identityProvider');
}

/** A path with the scheme in place of the number, which means nothing outside the file. */
function named(path: string, providers: readonly IdentityProviderSettings[]): string {
  return path.replace(/^.*?\[(\d+)\]\.(.*)$/, (_path, index: string, rest: string) => {
    return `${rest} of ${providers[Number(index)]!.scheme}`;
  });
}
