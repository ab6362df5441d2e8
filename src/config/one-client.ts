import { type DefinitionList, examineDefinition, readDefinition } from './one-definition.js';
import type { Findings } from './rules/rule.js';
import { ClientSettings } from './settings/client.settings.js';
import { Settings } from './settings/settings.js';

const CLIENTS: DefinitionList<ClientSettings> = {
  about: 'client',
  path: 'clients',
  holding: (clients, settings) => Object.assign(new Settings(), settings, { clients }),
};

/** @see readDefinition */
export function readClient(tree: Record<string, unknown>, environment?: NodeJS.ProcessEnv): ClientSettings {
  return readDefinition(ClientSettings, tree, environment);
}

/**
 * What the rules over several settings say about one client. The client store, not these rules, knows whether the
 * client has a secret.
 */
export function examineClient(client: ClientSettings, settings: Settings): Findings {
  return examineDefinition(CLIENTS, client, [], settings);
}
