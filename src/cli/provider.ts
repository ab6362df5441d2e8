import { ConnectionCheck } from '#src/administration/examination/connection-check.js';
import { IdentityProviderAdministration } from '#src/administration/identity-provider-administration.js';
import { withoutSecrets } from '#src/config/written-settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import type { IdentityProviderDefinition } from '#src/federation/definitions/identity-provider-definition.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { begin, changing, type Outcome, withApplication } from './application.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { readTree, whereDefined } from './definition.js';
import { explain } from './explain.js';
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
    const definition = await parts.administration.known(scheme);
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
    const { provider, warnings } = await parts.administration.put(tree, COMMAND_LINE, {
      replace: options.replace,
      environment: process.env,
    });
    printWarnings(warnings);
    return summary(await parts.administration.known(provider.scheme), parts);
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
    await administration.remove(scheme, COMMAND_LINE);
    return { scheme, removed: true };
  });
}

/**
 * `wardkey provider check <scheme>`: contacts an identity provider, as `wardkey doctor` does. With a file: one that is
 * not stored yet.
 *
 * @throws DomainError after the report, when there is a problem.
 */
export async function checkProvider(
  scheme: string | undefined,
  options: ProviderOptions & { file?: string },
): Promise<void> {
  if ((scheme === undefined) === (options.file === undefined))
    throw new DomainError({ code: 'option_invalid', message: 'Name an identity provider, or give --file.' });
  const tree = options.file === undefined ? undefined : readTree(options.file);
  await withProviders(options, async ({ administration, check }) => {
    const findings =
      tree === undefined
        ? await check.ofDefinition(await administration.known(scheme!))
        : await check.ofDraft(await administration.draft(tree, COMMAND_LINE, process.env));
    for (const finding of findings) print(finding);
    const problems = findings.filter(({ mark }) => mark === 'problem').length;
    if (problems > 0)
      throw new DomainError({
        code: 'unwell',
        message: `${problems} problem${problems === 1 ? '' : 's'} to fix.`,
      });
  });
}

/** `wardkey provider test <scheme> <claims>`: the same as `wardkey explain --provider <scheme> --claims <claims>`. */
export async function testProvider(
  provider: string,
  claims: string,
  options: ProviderOptions & { fhirServer?: string },
): Promise<void> {
  await explain({ ...options, provider, claims });
}

async function setEnabled(scheme: string, enabled: boolean, options: ProviderOptions): Promise<void> {
  await withProviders(options, async (parts) => {
    await parts.administration.setEnabled(scheme, enabled, COMMAND_LINE);
    return summary(await parts.administration.known(scheme), parts);
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

interface Parts {
  definitions: IdentityProviderDefinitions;
  administration: IdentityProviderAdministration;
  check: ConnectionCheck;
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
        check: app.get(ConnectionCheck),
        providers: app.get(IdentityProviders),
        file: beginning.file,
      }),
    ),
  );
}
