import type { Settings } from '#src/config/settings/settings.js';

/** The `aud` of tokens for our own API, and the `resource` to ask for them (RFC 8707). */
export function apiResource(settings: Pick<Settings, 'issuer'>): string {
  return `${settings.issuer}/api`;
}

/** Scopes of our own API all begin alike: as SMART App Launch 2.2, "Extensibility", wants of scopes it does not define. */
export const isApiScope = (scope: string): boolean => /^__wardkey\/[a-z-]+\.(read|write)$/.test(scope);
