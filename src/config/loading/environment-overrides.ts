import { foldKey } from '../setting.js';

const PREFIX = 'WARDKEY__';

/** A value from the environment. It is always text, so it may be read as a number or as true/false. */
export class EnvironmentText {
  constructor(
    readonly text: string,
    readonly variable: string,
  ) {}

  /** The variable that a value came from. For a whole section, one of its variables. */
  static variableOf(value: unknown): string | undefined {
    if (value instanceof EnvironmentText) return value.variable;
    if (typeof value !== 'object' || value === null) return undefined;
    for (const inner of Object.values(value)) {
      const variable = EnvironmentText.variableOf(inner);
      if (variable !== undefined) return variable;
    }
    return undefined;
  }
}

type Tree = Record<string, unknown> | unknown[];

/**
 * Puts environment variables over the file's tree: `WARDKEY__FHIRSERVERS__0__BASEURL` replaces
 * `fhirServers[0].baseUrl`. A double underscore separates levels, and a number is a place in a list.
 *
 * @returns the tree, changed in place. Unknown names are reported later as unknown settings.
 */
export function withEnvironmentOverrides(
  tree: Record<string, unknown>,
  environment: NodeJS.ProcessEnv,
): Record<string, unknown> {
  for (const variable of Object.keys(environment).sort()) {
    const text = environment[variable];
    if (!variable.startsWith(PREFIX) || text === undefined) continue;
    const path = variable.slice(PREFIX.length).split('__');
    if (path.some((step) => step === '')) continue;
    put(tree, path, new EnvironmentText(text, variable));
  }
  return tree;
}

function put(tree: Tree, path: string[], value: EnvironmentText): void {
  const [step, ...rest] = path as [string, ...string[]];
  const key = keyIn(tree, step);
  const slot = tree as Record<string, unknown>;
  if (rest.length === 0) {
    slot[key] = value;
    return;
  }
  const existing = slot[key];
  if (typeof existing !== 'object' || existing === null || existing instanceof EnvironmentText) {
    slot[key] = /^\d+$/.test(rest[0] ?? '') ? [] : {};
  }
  put(slot[key] as Tree, rest, value);
}

function keyIn(tree: Tree, step: string): string {
  if (Array.isArray(tree)) return step;
  return Object.keys(tree).find((key) => foldKey(key) === foldKey(step)) ?? step;
}
