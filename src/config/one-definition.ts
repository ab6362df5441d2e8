import { Instantiation } from './loading/instantiate.js';
import { validateSettings } from './loading/validation.js';
import { ConfigurationError, type ConfigurationProblem } from './problems.js';
import type { Findings } from './rules/rule.js';
import { type DefinedAtRunTime, examine } from './rules/rules.js';
import type { Settings } from './settings/settings.js';

/** A list of the configuration whose entries can also be defined while the server runs. */
export interface DefinitionList<One> {
  about: DefinedAtRunTime;
  /** Its place in the configuration. */
  path: string;
  /** The settings with only these entries in the list. */
  holding(ones: readonly One[], settings: Settings): Settings;
}

/**
 * Reads a definition that is not in the configuration file, with the same class and loader as the file.
 *
 * @param environment the variables for `${env:NAME}`; when absent, references are not resolved but taken as text. A
 * definition from the database or from a stranger must never make the server read a file.
 * @param further completes what was read, and returns what is wrong about that.
 * @throws ConfigurationError that lists every problem with its path.
 */
export function readDefinition<One extends object>(
  type: new () => One,
  tree: Record<string, unknown>,
  environment: NodeJS.ProcessEnv | undefined,
  further: (one: One) => ConfigurationProblem[] = () => [],
): One {
  const instantiation = new Instantiation(environment);
  const one = instantiation.section(type, tree);
  const problems = [...instantiation.problems, ...validateSettings(one), ...further(one)];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return one;
}

/**
 * What the rules over several settings say about one definition together with others. Each path begins at the
 * definition.
 */
export function examineDefinition<One>(
  list: DefinitionList<One>,
  one: One,
  others: readonly One[],
  settings: Settings,
): Findings {
  const findings = examine(list.holding([...others, one], settings), list.about);
  const place = `${list.path}[${others.length}]`;
  const ofThisOne = (problems: ConfigurationProblem[]) =>
    problems
      .filter(({ path }) => path.startsWith(place))
      .map((problem) => ({ ...problem, path: problem.path.slice(place.length + 1) }));
  return { errors: ofThisOne(findings.errors), warnings: ofThisOne(findings.warnings) };
}
