import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { loadConfiguration } from '#src/config/load-configuration.js';
import { parseConfiguration, readConfigurationFile } from '#src/config/loading/configuration-file.js';
import { settingsOf } from '#src/config/setting.js';
import { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import type { IdentityProviderDefinition } from '#src/federation/definitions/identity-provider-definition.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { IdentityProviderAdministration } from '#src/federation/definitions/identity-provider-administration.js';
import { CommandLineModule } from '../command-line.module.js';

export interface ProviderOptions {
  config?: string;
}

/** `wardkey provider list` */
export async function listProviders(options: ProviderOptions): Promise<void> {
  await withProviders(options, async (parts) => {
    for (const entry of await parts.definitions.all()) print(summary(entry, parts));
  });
}

/** `wardkey provider show <scheme>` */
export async function showProvider(scheme: string, options: ProviderOptions): Promise<void> {
  await withProviders(options, async (parts) => {
    const entry = await find(scheme, parts.definitions);
    const settings = 'settings' in entry ? { settings: withoutSecrets(entry.settings) } : {};
    print({ ...summary(entry, parts), ...settings });
  });
}

/** `wardkey provider add <file>`: secrets may be given by reference, as in the configuration file. */
export async function addProvider(
  file: string,
  options: ProviderOptions & { replace?: boolean },
): Promise<void> {
  const tree =
    file === '-'
      ? parseConfiguration(readFileSync(0, 'utf8'), 'standard input')
      : readConfigurationFile(file).tree;
  await withProviders(options, async (parts) => {
    const { provider, warnings } = await parts.managed.put(tree, {
      replace: options.replace,
      environment: process.env,
    });
    for (const { path, message } of warnings) process.stderr.write(`warning: ${path}: ${message}\n`);
    print(summary(await find(provider.scheme, parts.definitions), parts));
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
  await withProviders(options, async ({ managed }) => {
    await managed.remove(scheme);
    print({ scheme, removed: true });
  });
}

async function setEnabled(scheme: string, enabled: boolean, options: ProviderOptions): Promise<void> {
  await withProviders(options, async (parts) => {
    await parts.managed.setEnabled(scheme, enabled);
    print(summary(await find(scheme, parts.definitions), parts));
  });
}

function summary(entry: IdentityProviderDefinition, { providers, file }: Parts): object {
  const { scheme } = entry;
  const origin = entry.origin === 'file' && file ? { origin: entry.origin, file } : { origin: entry.origin };
  if ('problem' in entry) return { scheme, ...origin, usable: false, problem: entry.problem };
  const { settings: provider } = entry;
  return {
    scheme,
    ...origin,
    usable: true,
    enabled: provider.enabled,
    displayName: providers.displayName(provider),
    authority: provider.authority,
    issuer: provider.expectedIssuer,
    redirectUri: providers.callbackUrl(provider),
    ourJwksUri: providers.jwksUri(provider),
  };
}

function withoutSecrets(provider: IdentityProviderSettings): object {
  const shown = settingsOf(IdentityProviderSettings).map(({ key, secret }) => {
    const value = provider[key as keyof IdentityProviderSettings];
    return [key, secret && value !== undefined ? '(not shown)' : value];
  });
  return Object.fromEntries(shown) as object;
}

async function find(
  scheme: string,
  definitions: IdentityProviderDefinitions,
): Promise<IdentityProviderDefinition> {
  const entries = await definitions.all();
  const found = entries.find((entry) => entry.scheme.toLowerCase() === scheme.toLowerCase());
  if (found) return found;
  throw new DomainError({
    code: 'unknown_provider',
    message: `There is no provider ${scheme}; there are: ${entries.map((entry) => entry.scheme).join(', ') || 'none'}.`,
  });
}

interface Parts {
  definitions: IdentityProviderDefinitions;
  providers: IdentityProviders;
  managed: IdentityProviderAdministration;
  /** The configuration file that was read, if any. */
  file?: string;
}

async function withProviders(options: ProviderOptions, work: (parts: Parts) => Promise<void>): Promise<void> {
  const { settings, file } = loadConfiguration({ path: options.config });
  const app = await NestFactory.createApplicationContext(CommandLineModule.forRoot(settings), {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    await work({
      definitions: app.get(IdentityProviderDefinitions),
      providers: app.get(IdentityProviders),
      managed: app.get(IdentityProviderAdministration),
      file,
    });
  } finally {
    await app.close();
  }
}

/** One JSON object a line, for people and for scripts. */
function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
