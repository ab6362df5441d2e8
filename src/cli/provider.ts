import { IdentityProviderAdministration } from '#src/federation/definitions/identity-provider-administration.js';
import type { IdentityProviderDefinition } from '#src/federation/definitions/identity-provider-definition.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { begin, changing, type Outcome, withApplication } from './application.js';
import { withoutSecrets } from '#src/config/written-settings.js';
import { readTree, whereDefined } from './definition.js';
import { mustExist } from './must-exist.js';
import { print, printWarnings } from './output.js';

export interface ProviderOptions {
  config?: string;
}

/** `wardkey provider list` */
export async function listProviders(options: ProviderOptions): Promise<void> {
  await withProviders(options, async (parts) => {
    for (const definition of await parts.definitions.all()) print(summary(definition, parts));
  });
}

/** `wardkey provider show <scheme>` */
export async function showProvider(scheme: string, options: ProviderOptions): Promise<void> {
  await withProviders(options, async (parts) => {
    const definition = await find(scheme, parts);
    const settings =
      'settings' in definition ? { settings: withoutSecrets(definition.settings, '(not shown)') } : {};
    print({ ...summary(definition, parts), ...settings });
  });
}

/**
 * `wardkey provider add <file>`: adds an identity provider. Its secrets may be given by reference, as in the
 * configuration file.
 */
export async function addProvider(
  file: string,
  options: ProviderOptions & { replace?: boolean },
): Promise<void> {
  const tree = readTree(file);
  await withProviders(options, async (parts) => {
    const { provider, warnings } = await parts.administration.put(tree, {
      replace: options.replace,
      environment: process.env,
    });
    printWarnings(warnings);
    return summary(await find(provider.scheme, parts), parts);
  });
}

/** `wardkey provider enable <scheme>` */
export async function enableProvider(scheme: string, options: ProviderOptions): Promise<void> {
  await setEnabled(scheme, true, options);
}

/** `wardkey provider disable <scheme>` */
export async function disableProvider(scheme: string, options: ProviderOptions): Promise<void> {
  await setEnabled(scheme, false, options);
}

/** `wardkey provider remove <scheme>` */
export async function removeProvider(scheme: string, options: ProviderOptions): Promise<void> {
  await withProviders(options, async ({ administration }) => {
    await administration.remove(scheme);
    return { scheme, removed: true };
  });
}

async function setEnabled(scheme: string, enabled: boolean, options: ProviderOptions): Promise<void> {
  await withProviders(options, async (parts) => {
    await parts.administration.setEnabled(scheme, enabled);
    return summary(await find(scheme, parts), parts);
  });
}

function summary(definition: IdentityProviderDefinition, { providers, file }: Parts): object {
  const { scheme, origin } = definition;
  const where = whereDefined(origin, file);
  if ('problem' in definition) return { scheme, ...where, usable: false, problem: definition.problem };
  const { settings: provider } = definition;
  return {
    scheme,
    ...where,
    usable: true,
    enabled: provider.enabled,
    displayName: providers.displayName(provider),
    authority: provider.authority,
    issuer: provider.expectedIssuer,
    redirectUri: providers.callbackUrl(provider),
    ourJwksUri: providers.jwksUri(provider),
  };
}

async function find(scheme: string, { definitions }: Parts): Promise<IdentityProviderDefinition> {
  const all = await definitions.all();
  const there = all.map((one) => one.scheme).join(', ') || 'none';
  return mustExist(
    all.find((one) => one.scheme.toLowerCase() === scheme.toLowerCase()),
    'unknown_provider',
    `There is no identity provider ${scheme}. There are: ${there}.`,
  );
}

interface Parts {
  definitions: IdentityProviderDefinitions;
  administration: IdentityProviderAdministration;
  providers: IdentityProviders;
  /** The configuration file that was read, if any. */
  file?: string;
}

async function withProviders(
  options: ProviderOptions,
  work: (parts: Parts) => Promise<Outcome>,
): Promise<void> {
  const beginning = begin(options);
  await withApplication(beginning, (app) =>
    changing(app, () =>
      work({
        definitions: app.get(IdentityProviderDefinitions),
        administration: app.get(IdentityProviderAdministration),
        providers: app.get(IdentityProviders),
        file: beginning.file,
      }),
    ),
  );
}
