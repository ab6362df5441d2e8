import { Injectable } from '@nestjs/common';
import type { AccountClaims } from 'oidc-provider';
import { type GrantContext, NO_FHIR_SERVER } from '#src/access/grant-context.entity.js';
import type { LaunchContext } from '#src/access/granted-launch-context.js';
import type { Account } from '#src/accounts/account.entity.js';
import type { FhirUserType } from '#src/config/settings/fhir-user-types.js';
import { Settings } from '#src/config/settings/settings.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { fhirUserUrl } from '#src/fhir-user/fhir-user-reference.js';
import { smartStyleUrl } from '#src/smart/discovery/smart-style.js';
import { inVersion20Form } from '#src/smart/launch/launch-context.js';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import type { ClientFacts } from '../storage/client-metadata.js';
import { type KeptClaims, ReleasedClaims } from './released-claims.js';

/** What a Grant says about the person and the launch. */
export type GrantedContext = Pick<GrantContext, 'fhirServer' | 'fhirUser' | 'fhirUserServer' | 'context'>;

/** Whom claims are about. */
export interface PersonOfGrant {
  account: Account;
  context: GrantedContext | undefined;
  /** The claims that an identity provider has sent about the person. */
  kept: KeptClaims;
}

/** Makes the claims about a person: of ID tokens and userinfo, and of access tokens. It stores and signs nothing. */
@Injectable()
export class PersonClaims {
  constructor(
    private readonly released: ReleasedClaims,
    private readonly fhirServers: FhirServers,
    private readonly settings: Settings,
  ) {}

  /** The absolute `fhirUser` that was stored with a Grant. */
  fhirUser({
    fhirUser,
    fhirUserServer,
  }: Pick<GrantedContext, 'fhirUser' | 'fhirUserServer'>): string | undefined {
    const server = this.fhirServers.named(fhirUserServer ?? '');
    const [resourceType, id] = (fhirUser ?? '').split('/');
    return server && id ? fhirUserUrl({ server, resourceType: resourceType as FhirUserType, id }) : undefined;
  }

  /**
   * The claims of an ID token or of userinfo, more than were asked for: who answers picks those that a granted scope
   * releases.
   *
   * @param asked claims that the app asked for one by one.
   */
  async ofPerson(
    { account, context, kept }: PersonOfGrant,
    client: ClientFacts,
    { use, scope, asked }: { use: string; scope: string; asked: string[] },
  ): Promise<AccountClaims> {
    const byScope = this.released.byScope();
    const wanted = [...splitScope(scope).flatMap((one) => byScope[one] ?? []), ...asked];
    const claims = await this.released.valuesFor(account, kept, client, wanted);
    const mayBeTold = this.released.mayLearn(client, 'fhirUser');
    const fhirUser = context && mayBeTold ? this.fhirUser(context) : undefined;
    const form = fhirUser && client.fhir_user_form === 'relative' ? relative(fhirUser) : fhirUser;
    const legacy = form !== undefined && client.legacy_profile_claim === true;
    // The scope `fhirUser` also releases `profile`, for apps that read it as in SMART App Launch 1.0. A web page in
    // `profile` is released only by the scope `profile`.
    if (!splitScope(scope).includes('profile') && !asked.includes('profile')) delete claims.profile;
    const all = { ...claims, ...(form ? { fhirUser: form } : {}), ...(legacy ? { profile: form } : {}) };
    if (use !== 'id_token') return { sub: account.id, ...all };

    // Beside the sign-in, an ID token holds the `fhirUser` where the app asked for it (SMART App Launch 2.2, "Scopes
    // for requesting identity data"). Otherwise it holds only the claims that the client’s registration puts there or
    // that the app asks for one by one. Apps for a FHIR server have always had the profile and email claims there, too.
    const isPlain = context?.fhirServer === NO_FHIR_SERVER;
    const usual = [
      ...['fhirUser', ...(legacy ? ['profile'] : [])],
      ...(isPlain ? [] : [...byScope.profile!, ...byScope.email!]),
    ];
    const inToken = [...usual, ...(client.id_token_claims ?? []), ...asked];
    return { sub: account.id, ...this.released.forToken(only(all, inToken), client) };
  }

  /**
   * The names of the claims that a client’s registration puts into its access tokens, as far as these scopes release
   * them (RFC 9068 section 2.2.2).
   *
   * @param scopes of the token that have a meaning in OpenID Connect.
   */
  wantedInAccessToken(client: ClientFacts, scopes: readonly string[]): string[] {
    const byScope = this.released.byScope();
    const releasedHere = new Set(scopes.flatMap((scope) => byScope[scope] ?? []));
    return inAccessTokens(client).filter((claim) => releasedHere.has(claim));
  }

  /** @param wanted as `wantedInAccessToken` gives them. */
  async inAccessToken(
    { account, kept }: Pick<PersonOfGrant, 'account' | 'kept'>,
    client: ClientFacts,
    wanted: readonly string[],
  ): Promise<Record<string, unknown>> {
    const claims = await this.released.valuesFor(account, kept, client, wanted);
    return this.released.forToken(only(claims, wanted), client);
  }

  /**
   * What an access token for a FHIR server or another API says about the launch and about who the person is for FHIR.
   *
   * @param audience of the token.
   * @param scope of the token.
   */
  ofLaunch(
    context: GrantedContext | undefined,
    client: ClientFacts | undefined,
    { audience, scope }: { audience: string; scope: string | undefined },
  ): Record<string, unknown> {
    const server = this.fhirServers.at(audience);
    // Another API gets the `fhirUser` only where the app asked for it.
    const isReleased = server !== undefined || splitScope(scope).includes('fhirUser');
    const fhirUser = context && isReleased ? this.fhirUser(context) : undefined;
    const launch = { ...(server && context ? this.style() : {}), ...context?.context };
    const inItsForm = client?.fhir_context_form === 'strings' ? inVersion20Form(launch) : launch;
    return { ...inItsForm, ...(fhirUser ? { fhirUser } : {}) };
  }

  /** Every app gets the style, because the capability `context-style` promises it (SMART App Launch 2.2, "Styling"). */
  private style(): LaunchContext {
    const { issuer, organisation } = this.settings;
    return { smart_style_url: smartStyleUrl(issuer, organisation.accentColour) };
  }
}

/** The claims that a client’s registration puts into its access tokens (`accessTokenClaims`). */
export function inAccessTokens(client: ClientFacts | undefined): string[] {
  return client?.access_token_claims ?? [];
}

function only(claims: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => names.includes(name)));
}

function relative(fhirUser: string): string {
  return fhirUser.split('/').slice(-2).join('/');
}
