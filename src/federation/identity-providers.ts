import { Injectable } from '@nestjs/common';
import { authorityOf } from '#src/config/one-authority.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { examineProviderEntry } from '#src/config/one-identity-provider.js';
import type { ConfigurationProblem } from '#src/config/problems.js';
import { Settings } from '#src/config/settings/settings.js';
import { issuersOf } from './issuer-ownership.js';
import type { ProviderEntry, SetUpProvider } from './set-up-provider.js';
import { StoredProviders } from './definitions/identity-provider-definitions.js';

/**
 * The identity providers people can sign in at: those of the configuration file, then those of the database. The
 * database is asked every time, so that a change counts from the next request on, in every process.
 */
@Injectable()
export class IdentityProviders {
  constructor(
    private readonly settings: Settings,
    private readonly stored: StoredProviders,
  ) {}

  /** Every provider that was set up, the unusable ones with what is wrong, in the order of their buttons. */
  async entries(): Promise<ProviderEntry[]> {
    const fromFile = this.fromFile.map((provider): ProviderEntry => ({
      scheme: provider.scheme,
      origin: 'file',
      provider,
    }));
    return [...fromFile, ...(await this.stored.entries())];
  }

  /** Every scheme there is, also of providers that are switched off: accounts may be prepared for those. */
  async schemes(): Promise<string[]> {
    return (await this.entries()).map(({ scheme }) => scheme);
  }

  /** Likewise, with the issuers each speaks for: whose word counts depends on who else is set up here. */
  async setUp(): Promise<SetUpProvider[]> {
    return (await this.entries()).map((entry) => {
      const { scheme } = entry;
      // Nobody knows whose people an unusable one has: it is taken to be one more.
      if (!('provider' in entry)) return { scheme, issuers: [], authority: scheme };
      return { scheme, issuers: issuersOf(entry.provider), authority: authorityOf(entry.provider) };
    });
  }

  /** Those that people can sign in at now. */
  async all(): Promise<IdentityProviderSettings[]> {
    const entries = await this.entries();
    return entries
      .flatMap((entry) => ('provider' in entry ? [entry.provider] : []))
      .filter((provider) => provider.enabled);
  }

  async withScheme(scheme: string): Promise<IdentityProviderSettings | undefined> {
    const inFile = this.fromFile.find((provider) => provider.scheme === scheme);
    if (inFile) return inFile.enabled ? inFile : undefined;
    return (await this.all()).find((provider) => provider.scheme === scheme);
  }

  /** Also one that lets nobody in any more: what it let in before is still its to end. */
  async evenSwitchedOff(scheme: string): Promise<IdentityProviderSettings | undefined> {
    const found = (await this.entries()).find((entry) => entry.scheme === scheme);
    return found && 'provider' in found ? found.provider : undefined;
  }

  /**
   * The schemes that are another client of ours than this one: what a provider tells the one it does not tell the other.
   * A scheme that is not there any more is nobody’s.
   */
  async ofOtherClients(clientId: string): Promise<string[]> {
    const entries = await this.entries();
    return entries
      .filter((entry) => 'provider' in entry && entry.provider.clientId !== clientId)
      .map(({ scheme }) => scheme);
  }

  /** The provider that was given this path for its redirect URI. */
  async withCallbackPath(path: string): Promise<IdentityProviderSettings | undefined> {
    return (await this.all()).find((provider) => provider.callbackPath === path);
  }

  /**
   * What is wrong about a provider of the file because of another one that the database brings: the file is looked at by
   * itself when it is read. The server starts all the same, and whom it concerns is refused.
   */
  async problemsBesideOthers(): Promise<Array<ConfigurationProblem & { scheme: string }>> {
    const entries = await this.entries();
    return this.fromFile.flatMap((provider) => {
      const others = entries.flatMap((entry) =>
        'provider' in entry && entry.provider !== provider ? [entry.provider] : [],
      );
      const { errors } = examineProviderEntry(provider, others, this.settings);
      return errors.map((problem) => ({ ...problem, scheme: provider.scheme }));
    });
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

  private get fromFile(): IdentityProviderSettings[] {
    return this.settings.externalIdentityProviders.identityProvider;
  }
}
