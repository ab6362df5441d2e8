import type { LaunchContext } from '#src/access/granted-launch-context.js';
import { holdsContext } from '../launch/launch-context.js';
import { parseLaunchScope } from './launch-scope.js';
import { parseSmartScope } from './smart-scope.js';

/** The result of a request for scopes after the person has decided. */
export interface DecidedScopes {
  /** The granted scopes of the request, then the narrower ones. */
  granted: string[];
  declined: string[];
  /** Granted instead of wider ones. The request did not contain them. */
  narrower: string[];
}

/**
 * @param asked the scopes of the request, within the client’s registration.
 * @param allowed clinical scopes that the person allowed, some perhaps narrower than asked for.
 * @param context what the app is launched with: a scope for context is granted when the context has such a resource.
 */
export function decidedScopes(asked: string[], allowed: string[], context: LaunchContext): DecidedScopes {
  const isGranted = (scope: string): boolean => {
    const launchScope = parseLaunchScope(scope);
    if (launchScope) return holdsContext(context, launchScope);
    return parseSmartScope(scope) === undefined || allowed.includes(scope);
  };
  const narrower = allowed.filter((scope) => !asked.includes(scope));
  return {
    granted: [...asked.filter(isGranted), ...narrower],
    declined: asked.filter((scope) => !isGranted(scope)),
    narrower,
  };
}
