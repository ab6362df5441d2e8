import { Injectable, Logger } from '@nestjs/common';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { Settings } from '#src/config/settings/settings.js';
import type { GrantContext } from '#src/access/grant-context.entity.js';
import { permittedScopes } from '#src/smart/scopes/known-scopes.js';
import type { ClientFacts } from '../storage/client-metadata.js';
import { EMAIL_CLAIMS, emailClaims, PROFILE_CLAIMS, profileClaims } from './standard-claims.js';

/** Reads the claims that an identity provider has sent about a person. */
export type KeptClaims = () => Promise<Record<string, unknown>>;

/** The claims about a person that the client of a Grant may get, apart from `fhirUser`. */
@Injectable()
export class ReleasedClaims {
  private readonly log = new Logger('Wardkey');
  private readonly toldTooLarge = new Set<string>();

  constructor(
    private readonly settings: Settings,
    private readonly accounts: AccountStore,
    private readonly signIns: SignInRecordStore,
  ) {}

  /** The engine’s `claims` setting: which scope releases which claims (OpenID Connect Core 5.4). */
  ofEngine(): Record<string, string[]> {
    // `profile` with a FHIR URL is from SMART App Launch 1.0. Only clients whose registration asks for it get it.
    return { openid: ['sub'], fhirUser: ['fhirUser', 'profile'], ...this.byScope() };
  }

  /** Of these, the scopes that release what is known about the person from the account or an identity provider. */
  byScope(): Record<string, string[]> {
    const own = this.settings.scopes.map(({ name, claims }) => [name, claims] as const);
    return { profile: [...PROFILE_CLAIMS], email: [...EMAIL_CLAIMS], ...Object.fromEntries(own) };
  }

  /**
   * Whether any scope that the client may ask for releases the claim. This is also the limit for claims that are asked
   * for one by one (Core 5.5).
   */
  mayLearn(client: ClientFacts, claim: string): boolean {
    const byScope: Record<string, readonly string[]> = { ...this.byScope(), fhirUser: ['fhirUser'] };
    const all = Object.keys(byScope);
    const permitted = permittedScopes(all, client.smart_scope, all);
    return permitted.some((scope) => byScope[scope]!.includes(claim));
  }

  /**
   * All claims about this person that the client may ever get. The engine picks those that were asked for and allowed.
   *
   * @param keptClaims what an identity provider has sent about the person.
   * @param wanted the claims that matter. If none of them needs the database, the database is not read.
   */
  async valuesFor(
    account: Account,
    keptClaims: KeptClaims,
    client: ClientFacts,
    wanted: readonly string[],
  ): Promise<Record<string, unknown>> {
    const permitted = this.scopesOf(client);
    const kept = wanted.some((claim) => !NEVER_KEPT.includes(claim)) ? await keptClaims() : {};
    const own = this.settings.scopes
      .filter(({ name }) => permitted.includes(name))
      .flatMap(({ claims }) => claims.filter((claim) => Object.hasOwn(kept, claim)));
    return {
      ...Object.fromEntries(own.map((claim) => [claim, kept[claim]])),
      ...(permitted.includes('profile') ? profileClaims(account, kept, this.fhirBaseUrls()) : {}),
      ...(permitted.includes('email') ? emailClaims(account) : {}),
    };
  }

  /** Leaves out claims that are too large for a token, which has to fit into a header. */
  forToken(claims: Record<string, unknown>, client: ClientFacts): Record<string, unknown> {
    const { claimBytes } = this.settings.tokens;
    const fits = ([claim, value]: [string, unknown]) => {
      if (Buffer.byteLength(JSON.stringify(value)) <= claimBytes) return true;
      this.warnTooLarge(claim, client.clientId);
      return false;
    };
    return Object.fromEntries(Object.entries(claims).filter(fits));
  }

  private scopesOf(client: ClientFacts): string[] {
    const all = Object.keys(this.byScope());
    return permittedScopes(all, client.smart_scope, all);
  }

  /**
   * The claims of the identity provider that the person signed in with. A person who signed in with a password has
   * none.
   */
  keptOf(context: Pick<GrantContext, 'signInId'> | undefined): KeptClaims {
    return async () => {
      const signIn = context?.signInId ? await this.signIns.find(context.signInId) : undefined;
      return signIn?.linkId ? this.accounts.claimsOf(signIn.linkId) : {};
    };
  }

  private fhirBaseUrls(): string[] {
    return this.settings.fhirServers.map(({ baseUrl }) => baseUrl);
  }

  /**
   * Warns once per client and claim. Clients whose tokens carry claims belong to the operator, so the operator can act.
   */
  private warnTooLarge(claim: string, clientId: string): void {
    const key = `${clientId} ${claim}`;
    if (this.toldTooLarge.has(key)) return;
    this.toldTooLarge.add(key);
    this.log.warn(
      `${claim} of a person has more than ${this.settings.tokens.claimBytes} bytes (tokens.claimBytes) and is left out of a token for ${clientId}; userinfo returns it in full`,
    );
  }
}

/** These claims come from the account itself. */
const NEVER_KEPT: readonly string[] = ['sub', 'name', 'updated_at', ...EMAIL_CLAIMS];
