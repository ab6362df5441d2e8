import { Injectable } from '@nestjs/common';
import { authorityOf } from '#src/config/one-authority.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { IdentityProviderDefinitions } from './definitions/identity-provider-definitions.js';
import { issuersOf } from './issuer-ownership.js';
import type { SetUpProvider } from './set-up-provider.js';

/** The identity providers that people can sign in at, asked of their definitions every time. */
@Injectable()
export class IdentityProviders {
  constructor(
    private readonly settings: Settings,
    private readonly definitions: IdentityProviderDefinitions,
  ) {}

  /** Every scheme there is, also of providers that are switched off: accounts may be prepared for those. */
  async schemes(): Promise<string[]> {
    return (await this.definitions.all()).map(({ scheme }) => scheme);
  }

  /** Likewise, with the issuers each speaks for: whose word counts depends on who else is set up here. */
  async setUp(): Promise<SetUpProvider[]> {
    return (await this.definitions.all()).map((defined) => {
      const { scheme } = defined;
      // Nobody knows whose people an unusable one has: it is taken to be one more.
      if ('problem' in defined) return { scheme, issuers: [], authority: scheme };
      return { scheme, issuers: issuersOf(defined.settings), authority: authorityOf(defined.settings) };
    });
  }

  /** Those that people can sign in at now. */
  async all(): Promise<IdentityProviderSettings[]> {
    return (await this.definitions.usable()).filter(({ enabled }) => enabled);
  }

  async withScheme(scheme: string): Promise<IdentityProviderSettings | undefined> {
    const inFile = this.definitions.ofFile.find((provider) => provider.scheme === scheme);
    if (inFile) return inFile.enabled ? inFile : undefined;
    return (await this.all()).find((provider) => provider.scheme === scheme);
  }

  /** Also one that lets nobody in any more: what it let in before is still its to end. */
  async evenSwitchedOff(scheme: string): Promise<IdentityProviderSettings | undefined> {
    return (await this.definitions.usable()).find((provider) => provider.scheme === scheme);
  }

  /**
   * The schemes that are another client of ours than this one: what a provider tells the one it does not tell the other.
   * A scheme that is not there any more is nobody’s.
   */
  async ofOtherClients(clientId: string): Promise<string[]> {
    return (await this.definitions.usable())
      .filter((provider) => provider.clientId !== clientId)
      .map(({ scheme }) => scheme);
  }

  /** The provider that was given this path for its redirect URI. */
  async withCallbackPath(path: string): Promise<IdentityProviderSettings | undefined> {
    return (await this.all()).find((provider) => provider.callbackPath === path);
  }

  displayName(provider: IdentityProviderSettings): string {
    return provider.displayName ?? provider.scheme;
  }

  /** The redirect URI to register at the provider. */
  callbackUrl(provider: IdentityProviderSettings): string {
    return `${this.settings.issuer}${provider.callbackPath ?? `/federation/${provider.scheme}/signin`}`;
  }

  /** Where our public keys for the provider are, to be registered there. */
  jwksUri(provider: IdentityProviderSettings): string {
    return `${this.settings.issuer}/federation/${provider.scheme}/jwks`;
  }
}
