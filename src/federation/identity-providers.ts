import { Injectable } from '@nestjs/common';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';

/** The identity providers people can sign in at, in the order of their buttons. */
@Injectable()
export class IdentityProviders {
  constructor(private readonly settings: Settings) {}

  get all(): IdentityProviderSettings[] {
    return this.settings.externalIdentityProviders.identityProvider.filter((provider) => provider.enabled);
  }

  /** Every configured scheme, also of providers that are switched off: accounts may be prepared for those. */
  schemes(): Promise<string[]> {
    return Promise.resolve(
      this.settings.externalIdentityProviders.identityProvider.map(({ scheme }) => scheme),
    );
  }

  withScheme(scheme: string): IdentityProviderSettings | undefined {
    return this.all.find((provider) => provider.scheme === scheme);
  }

  /** The provider that was given this path for its redirect URI. */
  withCallbackPath(path: string): IdentityProviderSettings | undefined {
    return this.all.find((provider) => provider.callbackPath === path);
  }

  displayName(provider: IdentityProviderSettings): string {
    return provider.displayName ?? provider.scheme;
  }

  /** The redirect URI to register at the provider. */
  callbackUrl(provider: IdentityProviderSettings): string {
    return `${this.settings.issuer}${provider.callbackPath ?? `/federation/${provider.scheme}/signin`}`;
  }
}
