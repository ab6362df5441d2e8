import { Instantiation } from './loading/instantiate.js';
import { validateSettings } from './loading/validation.js';
import { ConfigurationError, type ConfigurationProblem } from './problems.js';
import type { Findings } from './rules/rule.js';
import { examine } from './rules/rules.js';
import { ClientSettings } from './settings/client.settings.js';
import { Settings } from './settings/settings.js';

const PLACE = 'clients[0]';

/**
 * Reads one client that does not stand in the configuration file, by the very class and loader of that file.
 *
 * @param environment where `${env:NAME}` looks; absent when references are not resolved but taken as they are: what is
 * kept in a database, or sent by a stranger, must never make the server read a file.
 * @throws ConfigurationError that lists every problem with its path.
 */
export function readClient(tree: Record<string, unknown>, environment?: NodeJS.ProcessEnv): ClientSettings {
  const instantiation = new Instantiation(environment);
  const client = instantiation.section(ClientSettings, tree);
  const problems = [...instantiation.problems, ...validateSettings(client)];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return client;
}

/** What the rules over several settings say about one client. Whether it has a secret is known where secrets are kept. */
export function examineClient(client: ClientSettings, settings: Settings): Findings {
  const findings = examine(Object.assign(new Settings(), settings, { clients: [client] }), 'client');
  const ofThisOne = (problems: ConfigurationProblem[]) =>
    problems
      .filter(({ path }) => path.startsWith(PLACE))
      .map((problem) => ({ ...problem, path: problem.path.slice(PLACE.length + 1) }));
  return { errors: ofThisOne(findings.errors), warnings: ofThisOne(findings.warnings) };
}
