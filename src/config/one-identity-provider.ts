import { readLogo } from './loading/logo.js';
import { type DefinitionList, examineDefinition, readDefinition } from './one-definition.js';
import type { ConfigurationProblem } from './problems.js';
import type { Findings } from './rules/rule.js';
import { examine } from './rules/rules.js';
import {
  ExternalIdentityProvidersSettings,
  IdentityProviderSettings,
} from './settings/identity-provider.settings.js';
import { Settings } from './settings/settings.js';

const PROVIDERS: DefinitionList<IdentityProviderSettings> = {
  about: 'identityProvider',
  path: 'externalIdentityProviders.identityProvider',
  holding: (identityProvider, settings) =>
    Object.assign(new Settings(), settings, {
      externalIdentityProviders: Object.assign(new ExternalIdentityProvidersSettings(), { identityProvider }),
    }),
};

/** @see readDefinition */
export function readIdentityProvider(
  tree: Record<string, unknown>,
  environment?: NodeJS.ProcessEnv,
): IdentityProviderSettings {
  return readDefinition(IdentityProviderSettings, tree, environment, (provider) => {
    if (typeof provider.logo !== 'string') return [];
    const read = readLogo(provider.logo, environment !== undefined);
    if ('problem' in read) return [{ path: 'logo', message: read.problem }];
    provider.logo = read.logo;
    return [];
  });
}

/** What the rules over several settings say about one identity provider together with others. */
export function examineIdentityProvider(
  provider: IdentityProviderSettings,
  others: readonly IdentityProviderSettings[],
  settings: Settings,
): Findings {
  return examineDefinition(PROVIDERS, provider, others, settings);
}

/** The problems that the others get when this identity provider is added, and do not have without it. */
export function problemsOfOthers(
  provider: IdentityProviderSettings,
  others: readonly IdentityProviderSettings[],
  settings: Settings,
): ConfigurationProblem[] {
  const errorsAmong = (providers: readonly IdentityProviderSettings[]) =>
    examine(PROVIDERS.holding(providers, settings), PROVIDERS.about).errors;
  const before = new Set(errorsAmong(others).map(({ path }) => path));
  const place = `${PROVIDERS.path}[${others.length}]`;
  return errorsAmong([...others, provider])
    .filter(({ path }) => path.startsWith(PROVIDERS.path) && !path.startsWith(place) && !before.has(path))
    .map((problem) => ({ ...problem, path: withScheme(problem.path, others) }));
}

/** A path with the scheme instead of the number, because the number has no meaning outside the file. */
function withScheme(path: string, providers: readonly IdentityProviderSettings[]): string {
  return path.replace(/^.*?\[(\d+)\]\.(.*)$/, (_path, index: string, rest: string) => {
    return `${rest} of ${providers[Number(index)]!.scheme}`;
  });
}
