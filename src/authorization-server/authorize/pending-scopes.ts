import type { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import { parseSmartScope } from '#src/smart/scopes/smart-scope.js';

/** What the person may let an app do on this server at most; undefined without a limit. */
export function rightsOf(
  fhirUser: Pick<AccountFhirUser, 'resourceType'> | undefined,
  fhirServer: FhirServer | undefined,
): string | undefined {
  return fhirServer?.rights.find(({ resourceTypes }) =>
    resourceTypes.some((type) => type === fhirUser?.resourceType),
  )?.scope;
}

/** The engine has refused such a request already where no FHIR server is meant; who comes this far is refused again. */
export function asksForFhir(scopes: string[]): boolean {
  return scopes.some(
    (scope) => scope === 'fhirUser' || /^launch\b/.test(scope) || parseSmartScope(scope) !== undefined,
  );
}

/** What the consent step has to decide: everything the engine found missing, in the order the app asked. */
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
