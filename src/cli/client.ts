import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { ClientRefusalStore, MOST_REFUSALS } from '#src/clients/client-refusal.store.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import type { ClientDefinition, NamedSecret } from '#src/clients/client-definition.js';
import { ClientAdministration } from '#src/clients/client-administration.js';
import { RegistrationTokens } from '#src/clients/registration-tokens.js';
import { loadConfiguration } from '#src/config/load-configuration.js';
import { parseConfiguration, readConfigurationFile } from '#src/config/loading/configuration-file.js';
import { settingsOf } from '#src/config/setting.js';
import { ClientSettings } from '#src/config/settings/client.settings.js';
import { epochNow } from '#src/database/epoch-column.js';
import { DomainError } from '#src/errors/domain-error.js';
import { CommandLineModule } from '../command-line.module.js';

/** SMART App Launch 2.2, "Registering a client (communicating public keys)". */
const KEYS_CHANGE =
  'note: jwks: these keys stay as they are here. Have the app’s maker tell you of every change, or use jwksUri.\n';

export interface ClientOptions {
  config?: string;
}

/** `wardkey client list` */
export async function listClients(options: ClientOptions): Promise<void> {
  await withClients(options, async (parts) => {
    for (const entry of await parts.clients.all()) print(summary(entry, parts));
  });
}

/** `wardkey client show <id>` */
export async function showClient(clientId: string, options: ClientOptions): Promise<void> {
  await withClients(options, async (parts) => {
    const entry = await find(clientId, parts.clients);
    const settings = 'settings' in entry ? { settings: withoutSecrets(entry.settings) } : {};
    print({ ...summary(entry, parts), secrets: entry.secrets.map(shown), ...settings });
  });
}

/** `wardkey client add <file>`: a secret that is made here is shown this one time. */
export async function addClient(file: string, options: ClientOptions & { replace?: boolean }): Promise<void> {
  const tree =
    file === '-'
      ? parseConfiguration(readFileSync(0, 'utf8'), 'standard input')
      : readConfigurationFile(file).tree;
  await withClients(options, async (parts) => {
    const { client, warnings, newSecret } = await parts.managed.put(tree, {
      replace: options.replace,
      environment: process.env,
    });
    for (const { path, message } of warnings) process.stderr.write(`warning: ${path}: ${message}\n`);
    if (client.jwks) process.stderr.write(KEYS_CHANGE);
    const secret = newSecret === undefined ? {} : { clientSecret: newSecret };
    print({ ...summary(await find(client.clientId, parts.clients), parts), ...secret });
  });
}

/** `wardkey client enable <id>` */
export async function enableClient(clientId: string, options: ClientOptions): Promise<void> {
  await change(clientId, options, (managed) => managed.setEnabled(clientId, true));
}

/** `wardkey client disable <id>` */
export async function disableClient(clientId: string, options: ClientOptions): Promise<void> {
  await change(clientId, options, (managed) => managed.setEnabled(clientId, false));
}

/** `wardkey client approve <id>` */
export async function approveClient(clientId: string, options: ClientOptions): Promise<void> {
  await change(clientId, options, (managed) => managed.approve(clientId));
}

/** `wardkey client remove <id>` */
export async function removeClient(clientId: string, options: ClientOptions): Promise<void> {
  await withClients(options, async ({ managed }) => {
    await managed.remove(clientId);
    print({ clientId, removed: true });
  });
}

/** `wardkey client add-secret <id>` */
export async function addClientSecret(
  clientId: string,
  options: ClientOptions & { days?: string },
): Promise<void> {
  const expiresAt = options.days === undefined ? null : inDays(options.days);
  await withClients(options, async ({ managed }) => {
    const { id, secret } = await managed.addSecret(clientId, expiresAt);
    print({ clientId, id, clientSecret: secret, expiresAt: instant(expiresAt) });
  });
}

/** `wardkey client remove-secret <id> <secret>` */
export async function removeClientSecret(
  clientId: string,
  secret: string,
  options: ClientOptions,
): Promise<void> {
  await withClients(options, async ({ managed }) => {
    await managed.removeSecret(clientId, secret);
    print({ clientId, id: secret, removed: true });
  });
}

/** `wardkey client refusals [client]`: the latest first. */
export async function listRefusals(
  clientId: string | undefined,
  options: ClientOptions & { reference?: string },
): Promise<void> {
  const { reference } = options;
  if ((clientId === undefined) === (reference === undefined))
    throw new DomainError({
      code: 'option_invalid',
      message:
        'name a client, or a reference: wardkey client refusals growth-chart, or --reference K7PQ-3MXA',
    });
  await withClients(options, async ({ clients, refusals }) => {
    if (clientId !== undefined) await find(clientId, clients);
    const found =
      reference === undefined
        ? await refusals.of(clientId!)
        : await refusals.byReference(reference.trim().toUpperCase());
    if (found.length === 0 && reference !== undefined)
      throw new DomainError({
        code: 'unknown_reference',
        message: `There is no refusal ${reference}: kept are the last ${MOST_REFUSALS} of each client that is set up here, for 30 days.`,
      });
    for (const { clientId: id, occurredAt, ...rest } of found)
      print({
        clientId: id,
        at: new Date(occurredAt).toISOString(),
        reference: rest.reference,
        endpoint: rest.endpoint,
        error: rest.error,
        reason: rest.reason,
        detail: rest.detail,
      });
  });
}

/** `wardkey client registration-token`: shown this one time. */
export async function makeRegistrationToken(
  options: ClientOptions & { uses: string; days: string },
): Promise<void> {
  const uses = wholeNumber(options.uses, '--uses', 1_000);
  const expiresAt = inDays(options.days);
  await withClients(options, async ({ tokens }) => {
    const initialAccessToken = await tokens.make(uses, expiresAt);
    print({ initialAccessToken, uses, expiresAt: instant(expiresAt) });
  });
}

function summary(entry: ClientDefinition, { file }: Parts): object {
  const { clientId, origin, status } = entry;
  const where = origin === 'file' && file ? { origin, file } : { origin };
  if ('problem' in entry) return { clientId, ...where, status, usable: false, problem: entry.problem };
  const { clientName, tokenEndpointAuthMethod, grantTypes } = entry.settings;
  return { clientId, ...where, status, usable: true, clientName, tokenEndpointAuthMethod, grantTypes };
}

function withoutSecrets(client: ClientSettings): object {
  const open = settingsOf(ClientSettings).filter(({ key, secret }) => !secret && key !== 'enabled');
  return Object.fromEntries(open.map(({ key }) => [key, client[key as keyof ClientSettings]])) as object;
}

function shown({ id, createdAt, expiresAt }: NamedSecret): object {
  const expired = expiresAt !== null && expiresAt <= epochNow();
  return { id, createdAt: instant(createdAt), expiresAt: instant(expiresAt), expired };
}

function instant(epoch: number | null | undefined): string | undefined {
  return typeof epoch === 'number' ? new Date(epoch * 1000).toISOString() : undefined;
}

function inDays(text: string): number {
  return epochNow() + wholeNumber(text, '--days', 3_650) * 86_400;
}

function wholeNumber(text: string, option: string, most: number): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new DomainError({
    code: 'option_invalid',
    message: `${option}: ${text} must be a whole number from 1 to ${most}`,
  });
}

async function change(
  clientId: string,
  options: ClientOptions,
  work: (managed: ClientAdministration) => Promise<void>,
): Promise<void> {
  await withClients(options, async (parts) => {
    await work(parts.managed);
    print(summary(await find(clientId, parts.clients), parts));
  });
}

async function find(clientId: string, clients: ClientDefinitions): Promise<ClientDefinition> {
  const found = await clients.definition(clientId);
  if (found) return found;
  throw new DomainError({
    code: 'unknown_client',
    message: `There is no client ${clientId} (wardkey client list).`,
  });
}

interface Parts {
  clients: ClientDefinitions;
  managed: ClientAdministration;
  tokens: RegistrationTokens;
  refusals: ClientRefusalStore;
  /** The configuration file that was read, if any. */
  file?: string;
}

async function withClients(options: ClientOptions, work: (parts: Parts) => Promise<void>): Promise<void> {
  const { settings, file } = loadConfiguration({ path: options.config });
  const app = await NestFactory.createApplicationContext(CommandLineModule.forRoot(settings), {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    await work({
      clients: app.get(ClientDefinitions),
      managed: app.get(ClientAdministration),
      tokens: app.get(RegistrationTokens),
      refusals: app.get(ClientRefusalStore),
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
