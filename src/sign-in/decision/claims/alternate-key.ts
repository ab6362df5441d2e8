import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { readText } from './claim-reference.js';

/**
 * Combines the lasting claims of the settings (`alternateKeyClaims`) into one key, which recognises a person under a
 * new subject. Undefined unless all of these claims are present.
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
