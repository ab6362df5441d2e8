import { Injectable } from '@nestjs/common';
import { authorityOf } from '#src/config/one-authority.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { IdentityProviderDefinitions } from './definitions/identity-provider-definitions.js';
import { issuersOf } from './issuer-ownership.js';
import type { SetUpProvider } from './set-up-provider.js';

/** The identity providers at which people can sign in. Their definitions are read every time. */
@Injectable()
export class IdentityProviders {
  constructor(
    private readonly settings: Settings,
    private readonly definitions: IdentityProviderDefinitions,
  ) {}

  /** Every scheme, also of identity providers that are switched off: accounts may be prepared for those. */
  async schemes(): Promise<string[]> {
    return (await this.definitions.all()).map(({ scheme }) => scheme);
  }

  /**
   * Every identity provider with the issuers it speaks for. Which identity provider is trusted for what depends on
   * which others are set up.
   */
  async setUp(): Promise<SetUpProvider[]> {
    return (await this.definitions.all()).map((defined) => {
      const { scheme } = defined;
      // It is not known which people an unusable one signs in, so it counts as one more identity provider.
      if ('problem' in defined) return { scheme, issuers: [], authority: scheme };
      return { scheme, issuers: issuersOf(defined.settings), authority: authorityOf(defined.settings) };
    });
  }

  /** Those at which people can sign in now. */
  async all(): Promise<IdentityProviderSettings[]> {
    return (await this.definitions.usable()).filter(({ enabled }) => enabled);
  }

  async withScheme(scheme: string): Promise<IdentityProviderSettings | undefined> {
    const inFile = this.definitions.ofFile.find((provider) => provider.scheme === scheme);
    if (inFile) return inFile.enabled ? inFile : undefined;
    return (await this.all()).find((provider) => provider.scheme === scheme);
  }

  /** Also finds one that is switched off. No person signs in there, but it may still end the sessions that it began. */
  async evenSwitchedOff(scheme: string): Promise<IdentityProviderSettings | undefined> {
    return (await this.definitions.usable()).find((provider) => provider.scheme === scheme);
  }

  /**
   * The schemes of the identity providers at which this server is another client than this one. What an identity
   * provider reports to one client, it does not report to the other. Schemes that no longer exist are not in the list.
   */
  async ofOtherClients(clientId: string): Promise<string[]> {
    return (await this.definitions.usable())
      .filter((provider) => provider.clientId !== clientId)
      .map(({ scheme }) => scheme);
  }

  /** The identity provider whose settings name this path for its redirect URI, also one that is switched off. */
  async withCallbackPath(path: string): Promise<IdentityProviderSettings | undefined> {
    return (await this.definitions.usable()).find((provider) => provider.callbackPath === path);
  }

  displayName(provider: IdentityProviderSettings): string {
    return provider.displayName ?? provider.scheme;
  }

  /** The redirect URI to register at the identity provider. */
  callbackUrl(provider: IdentityProviderSettings): string {
    return `${this.settings.issuer}${provider.callbackPath ?? `/federation/${provider.scheme}/signin`}`;
  }

  /** The address of this server’s public keys for the identity provider, to be registered there. */
  jwksUri(provider: IdentityProviderSettings): string {
    return `${this.settings.issuer}/federation/${provider.scheme}/jwks`;
  }

  /** The address to which the identity provider reports sign-outs, to be registered there. */
  backchannelLogoutUri(provider: IdentityProviderSettings): string {
    return `${this.settings.issuer}/federation/${provider.scheme}/backchannel-logout`;
  }
}
