import type { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import { parseSmartScope } from '#src/smart/scopes/smart-scope.js';

/** The most that this person may allow an app on this FHIR server; undefined when there is no limit. */
export function rightsOf(
  fhirUser: Pick<AccountFhirUser, 'resourceType'> | undefined,
  fhirServer: FhirServer | undefined,
): string | undefined {
  return fhirServer?.rights.find(({ resourceTypes }) =>
    resourceTypes.some((type) => type === fhirUser?.resourceType),
  )?.scope;
}

/**
 * Whether these scopes need a FHIR server. The engine has already refused such a request where no FHIR server is meant;
 * the sign-in refuses it again.
 */
export function asksForFhir(scopes: string[]): boolean {
  return scopes.some(
    (scope) => scope === 'fhirUser' || /^launch\b/.test(scope) || parseSmartScope(scope) !== undefined,
  );
}

/**
 * The scopes that the consent step decides on: all that the engine found missing, in the order that the app asked for
 * them.
 */
export function scopesToDecide(requested: string | undefined, details: Record<string, unknown>): string[] {
  const missing = details as {
    missingOIDCScope?: string[];
    missingResourceScopes?: Record<string, string[]>;
  };
  const open = new Set([
    ...(missing.missingOIDCScope ?? []),
    ...Object.values(missing.missingResourceScopes ?? {}).flat(),
  ]);
  return splitScope(requested).filter((scope) => open.has(scope));
}
