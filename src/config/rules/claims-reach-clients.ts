import { PROFILE_CLAIMS_KEPT, STANDARD_SCOPE_CLAIMS, TOKEN_CLAIMS } from '../claim-names.js';
import type { Settings } from '../settings/settings.js';
import type { Findings, Rule } from './rule.js';

/** Scopes with a meaning in OpenID Connect and SMART App Launch. */
const STANDARD_SCOPES = [
  'openid',
  'fhirUser',
  'profile',
  'email',
  'offline_access',
  'online_access',
  'launch',
];

/** Every claim that is kept should be released to some app, and no claim may replace what a token says about itself. */
export const claimsReachClients: Rule = (settings, findings) => {
  scopesAreSound(settings, findings);
  clientsNameReleasedClaims(settings, findings);
  accessTokensAreRead(settings, findings);
  const released = new Set<string>([
    ...PROFILE_CLAIMS_KEPT,
    'fhirUser',
    ...settings.scopes.flatMap(({ claims }) => claims),
  ]);
  settings.externalIdentityProviders.identityProvider.forEach((provider, p) =>
    provider.userClaimsFromIdToken.forEach(({ key, copyAs = key }, c) => {
      if (released.has(copyAs)) return;
      const path = `externalIdentityProviders.identityProvider[${p}].userClaimsFromIdToken[${c}]`;
      const message = `${copyAs} is stored, but no scope releases it, so no app ever gets it; add a scope that releases it to scopes: { name: ..., claims: [${copyAs}] }`;
      findings.warnings.push({ path, message });
    }),
  );
};

function scopesAreSound({ scopes, resources }: Settings, { errors }: Findings): void {
  const ofApis = resources.flatMap((resource) => resource.scopes.map((scope) => scope.name));
  scopes.forEach(({ name, claims }, s) => {
    if (ofApis.includes(name))
      errors.push({
        path: `scopes[${s}].name`,
        message: `${name} is a scope of an API (resources) already; choose another name`,
      });
    if (STANDARD_SCOPES.includes(name))
      errors.push({
        path: `scopes[${s}].name`,
        message: `${name} is a standard scope; choose another name`,
      });
    claims.forEach((claim, c) => {
      const path = `scopes[${s}].claims[${c}]`;
      const kind = kindOf(claim);
      if (kind === 'token')
        errors.push({
          path,
          message: `${claim} is a claim about the token itself; store the identity provider’s claim under another name (copyAs)`,
        });
      if (kind === 'standard') errors.push({ path, message: `a standard scope already releases ${claim}` });
    });
  });
}

function clientsNameReleasedClaims({ clients, scopes }: Settings, { errors }: Findings): void {
  const own = scopes.flatMap(({ claims }) => claims);
  clients.forEach((client, index) => {
    for (const setting of ['idTokenClaims', 'accessTokenClaims'] as const)
      client[setting].forEach((claim, c) => {
        const known = own.includes(claim) || (kindOf(claim) === 'standard' && claim !== 'fhirUser');
        if (known) return;
        const path = `clients[${index}].${setting}[${c}]`;
        const message = `no scope releases ${claim}; add a scope that releases it to scopes, or name one of ${[...new Set([...own, 'name', 'email'])].join(', ')}`;
        errors.push({ path, message });
      });
  });
}

/**
 * Warns about claims for access tokens that no API reads. Only access tokens for a resource server can be JWTs; all
 * others are opaque.
 */
function accessTokensAreRead({ clients, resources }: Settings, { warnings }: Findings): void {
  const ofApis = resources.flatMap((resource) => resource.scopes.map(({ name }) => name));
  clients.forEach(({ accessTokenClaims, scope }, index) => {
    if (accessTokenClaims.length === 0 || scope === undefined) return;
    const isForResource = (one: string) => ofApis.includes(one) || one.includes('/') || one === 'launch';
    if (scope.split(' ').some(isForResource)) return;
    warnings.push({
      path: `clients[${index}].accessTokenClaims`,
      message:
        'its scope contains no FHIR data and no API of resources, so its access tokens are opaque and carry no claims; use idTokenClaims, or let the client call userinfo',
    });
  });
}

function kindOf(claim: string): 'token' | 'standard' | 'own' {
  if ((TOKEN_CLAIMS as readonly string[]).includes(claim)) return 'token';
  return (STANDARD_SCOPE_CLAIMS as readonly string[]).includes(claim) ? 'standard' : 'own';
}
