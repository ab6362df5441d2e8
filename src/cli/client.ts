import type { Type } from '@nestjs/common';
import { ClientAdministration } from '#src/clients/client-administration.js';
import type { ClientDefinition, NamedSecret } from '#src/clients/client-definition.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import type { ClientSettings } from '#src/config/settings/client.settings.js';
import { withoutSecrets } from '#src/config/written-settings.js';
import { Clock } from '#src/clock/clock.js';
import { begin, changing, withApplication } from './application.js';
import { readTree, whereDefined } from './definition.js';
import { mustExist } from './must-exist.js';
import { instant, print, printWarnings } from './output.js';

/** SMART App Launch 2.2, "Registering a client (communicating public keys)". */
const KEYS_CHANGE =
  'note: jwks: this server never updates these keys by itself. Ask the developer of the app to report every change, or use jwksUri.\n';

export interface ClientOptions {
  config?: string;
}

/** `wardkey client list` */
export async function listClients(options: ClientOptions): Promise<void> {
  await withClients(options, async (parts) => {
    for (const definition of await parts.definitions.all()) print(summary(definition, parts));
  });
}

/** `wardkey client show <id>` */
export async function showClient(clientId: string, options: ClientOptions): Promise<void> {
  await withClients(options, async (parts) => {
    const definition = await findClient(clientId, parts);
    const now = parts.get(Clock).epoch();
    const settings = 'settings' in definition ? { settings: shownSettings(definition.settings) } : {};
    print({
      ...summary(definition, parts),
      secrets: definition.secrets.map((secret) => shownSecret(secret, now)),
      ...settings,
    });
  });
}

/** `wardkey client add <file>`: adds a client. A secret that is made for it is shown only once. */
export async function addClient(file: string, options: ClientOptions & { replace?: boolean }): Promise<void> {
  const tree = readTree(file);
  await withClients(options, async (parts) => {
    const { client, warnings, newSecret } = await parts.administration.put(tree, {
      replace: options.replace,
      environment: process.env,
    });
    printWarnings(warnings);
    if (client.jwks) process.stderr.write(KEYS_CHANGE);
    const secret = newSecret === undefined ? {} : { clientSecret: newSecret };
    print({ ...summary(await findClient(client.clientId, parts), parts), ...secret });
  });
}

/** `wardkey client enable <id>` */
export async function enableClient(clientId: string, options: ClientOptions): Promise<void> {
  await change(clientId, options, (administration) => administration.setEnabled(clientId, true));
}

/** `wardkey client disable <id>` */
export async function disableClient(clientId: string, options: ClientOptions): Promise<void> {
  await change(clientId, options, (administration) => administration.setEnabled(clientId, false));
}

/** `wardkey client approve <id>` */
export async function approveClient(clientId: string, options: ClientOptions): Promise<void> {
  await change(clientId, options, (administration) => administration.approve(clientId));
}

/** `wardkey client remove <id>` */
export async function removeClient(clientId: string, options: ClientOptions): Promise<void> {
  await withClients(options, async ({ administration }) => {
    await administration.remove(clientId);
    print({ clientId, removed: true });
  });
}

async function change(
  clientId: string,
  options: ClientOptions,
  work: (administration: ClientAdministration) => Promise<void>,
): Promise<void> {
  await withClients(options, async (parts) => {
    await work(parts.administration);
    print(summary(await findClient(clientId, parts), parts));
  });
}

function summary(definition: ClientDefinition, { file }: Parts): object {
  const { clientId, origin, status } = definition;
  const where = whereDefined(origin, file);
  if ('problem' in definition)
    return { clientId, ...where, status, usable: false, problem: definition.problem };
  const { clientName, tokenEndpointAuthMethod, grantTypes } = definition.settings;
  return { clientId, ...where, status, usable: true, clientName, tokenEndpointAuthMethod, grantTypes };
}

/** The settings without `enabled`, because the status says it already. */
function shownSettings(client: ClientSettings): object {
  return { ...withoutSecrets(client), enabled: undefined };
}

function shownSecret({ id, createdAt, expiresAt }: NamedSecret, now: number): object {
  const expired = expiresAt !== null && expiresAt <= now;
  return { id, createdAt: instant(createdAt), expiresAt: instant(expiresAt), expired };
}

/** One client, whether it may be used or not. */
export async function findClient(clientId: string, { definitions }: Parts): Promise<ClientDefinition> {
  return mustExist(
    await definitions.definition(clientId),
    'unknown_client',
    `There is no client ${clientId}. wardkey client list shows all clients.`,
  );
}

export interface Parts {
  definitions: ClientDefinitions;
  administration: ClientAdministration;
  /** The configuration file that was read, if any. */
  file?: string;
  /** Returns any other class of the rooms. */
  get: <T>(type: Type<T>) => T;
}

export async function withClients(
  options: ClientOptions,
  work: (parts: Parts) => Promise<void>,
): Promise<void> {
  const beginning = begin(options);
  await withApplication(beginning, (app) =>
    changing(app, () =>
      work({
        definitions: app.get(ClientDefinitions),
        administration: app.get(ClientAdministration),
        file: beginning.file,
        get: (type) => app.get(type),
      }),
    ),
  );
}
