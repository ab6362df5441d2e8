import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { readText } from './claim-reference.js';

/**
 * The lasting claims of the settings (`alternateKeyClaims`) as one key, by which a person is known again under a new
 * subject; undefined unless all of them are there.
 */
export function alternateKey(
  claims: Record<string, unknown>,
  provider: Pick<IdentityProviderSettings, 'alternateKeyClaims'>,
): string | undefined {
  const values = provider.alternateKeyClaims.map((name) => readText(claims, name));
  return values.length > 0 && values.every((value) => value !== undefined)
    ? JSON.stringify(values)
    : undefined;
}
