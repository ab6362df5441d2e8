import type { Settings } from '#src/config/settings/settings.js';

/** The `aud` of tokens for this server’s own API, and the `resource` by which a client asks for them (RFC 8707). */
export function apiResource(settings: Pick<Settings, 'issuer'>): string {
  return `${settings.issuer}/api`;
}

/**
 * All scopes of this server’s own API share one prefix: SMART App Launch 2.2, "Extensibility", asks for that in scopes
 * that it does not define.
 */
export const isApiScope = (scope: string): boolean => /^__wardkey\/[a-z-]+\.(read|write)$/.test(scope);
