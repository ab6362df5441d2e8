import { Injectable } from '@nestjs/common';
import { errors } from 'oidc-provider';
import { NO_FHIR_SERVER } from '#src/access/grant-context.entity.js';
import type { LaunchContext } from '#src/access/granted-launch-context.js';
import { NotAllowedError } from '#src/administration/errors.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { CLIENT, type ClientDefinition, type UsableClient } from '#src/clients/client-definition.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { ownScopes } from '#src/config/settings/scope.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { notInDatabase } from '#src/definitions/errors.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { type Actor, can } from '#src/roles/policy.js';
import { decideContext } from '#src/smart/launch/context-decision.js';
import { OwnPatients } from '#src/smart/launch/own-patient.js';
import { decidedScopes } from '#src/smart/scopes/decided-scopes.js';
import {
  isPlainScope,
  needsEncounter,
  needsPatient,
  permittedScopes,
  scopesWithinRights,
  splitScope,
} from '#src/smart/scopes/known-scopes.js';
import { parseSmartScope } from '#src/smart/scopes/smart-scope.js';
import { asksForFhir, rightsOf } from '../authorize/pending-scopes.js';
import { type ResourceRequest, ResourceServers } from '../authorize/resource-servers.js';
import { factsOf } from '../storage/client-adapter.js';
import type { ClientFacts } from '../storage/client-metadata.js';
import { PersonClaims } from '../token/person-claims.js';
import { ReleasedClaims } from '../token/released-claims.js';
import { PreviewedPeople, type PreviewedPerson, type PersonInQuestion } from './previewed-people.js';

/** The question: what would this client get? */
export interface PreviewQuestion {
  clientId: string;
  /** Absent for a client that asks for itself (client credentials). */
  person?: PersonInQuestion;
  /** The scopes that the client asks for. */
  scope: string;
  /** The FHIR server that the request names, by its name in the settings. */
  fhirServer?: string;
  /** What an EHR has prepared, for an EHR launch. */
  launch?: { patient?: string; encounter?: string };
  /** The patient whom the person would choose, if asked. */
  patient?: string;
}

/** Why a scope is not granted as it was asked for. */
export type ScopeReason =
  'unknown' | 'not_registered' | 'not_for_this_request' | 'beyond_rights' | 'not_in_context';

export interface PreviewedScope {
  scope: string;
  outcome: 'granted' | 'narrowed' | 'dropped';
  /** What is granted of it. */
  granted: string[];
  reason?: ScopeReason;
}

export interface TokenPreviewResult {
  clientStatus: ClientDefinition['status'];
  /** The error that the client would get, or why the sign-in would be refused. The other members say how far it got. */
  refused?: { error: string; description: string };
  /** The `aud` of the access token. */
  audience?: string;
  fhirServer?: string;
  accountId?: string;
  fhirUser?: string;
  /** The most that this person may allow on this FHIR server; absent without a limit. */
  rights?: string;
  scopes: PreviewedScope[];
  launchContext?: LaunchContext;
  /** What the person would be asked to choose. */
  asksFor: Array<'patient' | 'encounter'>;
  idToken?: Record<string, unknown>;
  accessToken?: Record<string, unknown>;
}

/** A request that comes to nothing, with what is known until then. */
class PreviewEnd extends Error {
  constructor(readonly refused: NonNullable<TokenPreviewResult['refused']>) {
    super(refused.description);
  }
}

/**
 * Says which tokens a client would get for a person, by the code that decides it for real requests. No token exists
 * afterwards, and nothing is written but the row of the audit log.
 */
@Injectable()
export class TokenPreview {
  constructor(
    private readonly clients: ClientDefinitions,
    private readonly people: PreviewedPeople,
    private readonly resources: ResourceServers,
    private readonly fhirServers: FhirServers,
    private readonly ownPatients: OwnPatients,
    private readonly claims: PersonClaims,
    private readonly released: ReleasedClaims,
    private readonly settings: Settings,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @throws DefinitionNotChangedError `unknown_client`; PreviewQuestionError when the question names what does not
   * exist; NotAllowedError.
   */
  async of(question: PreviewQuestion, actor: Actor): Promise<TokenPreviewResult> {
    refuseUnlessAllowed(question, actor);
    const definition = await this.clients.definition(question.clientId);
    if (!definition) throw notInDatabase(CLIENT, question.clientId);
    const server = question.fhirServer === undefined ? undefined : this.people.server(question.fhirServer);
    const result: TokenPreviewResult = { clientStatus: definition.status, scopes: [], asksFor: [] };
    try {
      if ('problem' in definition) throw refused('invalid_client', definition.problem);
      await this.fill(result, question, definition, server);
    } catch (error) {
      result.refused = asRefusal(error);
    }
    const { person } = question;
    await this.audit.record({
      event: 'client.token_previewed',
      outcome: 'success',
      clientId: question.clientId,
      accountId: result.accountId ?? (person && 'accountId' in person ? person.accountId : undefined),
      fhirServer: result.fhirServer,
    });
    return result;
  }

  private async fill(
    result: TokenPreviewResult,
    question: PreviewQuestion,
    definition: UsableClient,
    named: FhirServer | undefined,
  ): Promise<void> {
    const client = factsOf(definition);
    const request: ResourceRequest = {
      kind: question.person ? 'authorization' : 'clientCredentials',
      scopes: splitScope(question.scope),
      aud: named?.baseUrl,
      ...(question.launch ? { launch: 'preview' } : {}),
    };
    const grantType = question.person ? 'authorization_code' : 'client_credentials';
    if (!client.grantTypeAllowed(grantType))
      throw refused('unauthorized_client', `the client may not use the grant type ${grantType}`);
    const audience = this.resources.meantBy(request, client);
    const access = audience === undefined ? undefined : this.resources.access(request, audience, client);
    const permitted = access ? splitScope(access.scope) : this.resources.permittedForPeople(request, client);
    Object.assign(result, { audience: access?.audience });
    if (!question.person) {
      result.scopes = request.scopes.map((scope) => ({ scope, outcome: 'granted', granted: [scope] }));
      result.accessToken = this.accessToken(client, client.clientId, permitted, access?.audience);
      return;
    }
    await this.fillForPerson(result, question, client, { request, permitted, audience: access?.audience });
  }

  private async fillForPerson(
    result: TokenPreviewResult,
    { person: asked, launch, patient }: PreviewQuestion,
    client: ClientFacts,
    { request, permitted, audience }: { request: ResourceRequest; permitted: string[]; audience?: string },
  ): Promise<void> {
    const opened = audience === undefined ? undefined : this.fhirServers.at(audience);
    const server = this.fhirServers.meantBy(audience, client.fhir_server);
    result.fhirServer = server?.name;
    const inQuestion = server ?? (asksForFhir(permitted) ? undefined : 'notAsked');
    const person = await this.people.person(asked!, client, inQuestion);
    result.accountId = person.isNew ? undefined : person.account.id;
    if ('refused' in person) throw new PreviewEnd(person.refused!);
    const { fhirUser } = person;
    const reference = fhirUser && `${fhirUser.resourceType}/${fhirUser.resourceId}`;
    const granted = { fhirUser: reference ?? null, fhirUserServer: server?.name ?? null };
    result.fhirUser = this.claims.fhirUser(granted);
    const rights = rightsOf(fhirUser, server);
    result.rights = rights;
    const offered = scopesWithinRights(permitted, rights);
    const context =
      opened && fhirUser
        ? await this.launchContext(result, { server: opened, fhirUser, permitted, offered, launch, patient })
        : {};
    const clinical = offered.filter((scope) => parseSmartScope(scope));
    const decided = decidedScopes(permitted, clinical, context);
    result.scopes = request.scopes.map((scope) =>
      this.previewed(scope, { client, permitted, rights, granted: decided.granted }),
    );
    const ofGrant = { ...granted, fhirServer: opened?.name ?? NO_FHIR_SERVER, context };
    await this.fillTokens(result, { client, person, ofGrant, scopes: decided.granted, audience });
  }

  /** The decisions of the launch context step, without its pages. */
  private async launchContext(
    result: TokenPreviewResult,
    facts: {
      server: FhirServer;
      fhirUser: NonNullable<PreviewedPerson['fhirUser']>;
      permitted: string[];
      offered: string[];
      launch: PreviewQuestion['launch'];
      patient: string | undefined;
    },
  ): Promise<LaunchContext> {
    const { server, fhirUser, permitted, offered, launch, patient } = facts;
    if (!launch && !needsPatient(permitted)) return {};
    const decision = decideContext({
      ...(launch ? { ehrLaunch: { context: launch } } : {}),
      person: fhirUser,
      ownPatient: await this.ownPatients.find(server, fhirUser),
      needsPatient: needsPatient(offered),
    });
    if ('refused' in decision) throw refused(decision.refused.error, decision.refused.error_description);
    const chosen = !decision.complete && patient !== undefined ? { need_patient_banner: true, patient } : {};
    const context = { ...decision.context, ...chosen };
    if (!decision.complete) result.asksFor.push('patient');
    if (!launch && needsEncounter(permitted) && !context.encounter) result.asksFor.push('encounter');
    result.launchContext = context;
    return context;
  }

  private async fillTokens(
    result: TokenPreviewResult,
    facts: {
      client: ClientFacts;
      person: PreviewedPerson;
      ofGrant: Parameters<PersonClaims['ofLaunch']>[0] & object;
      scopes: string[];
      audience: string | undefined;
    },
  ): Promise<void> {
    const { client, person, ofGrant, scopes, audience } = facts;
    const { account, kept } = person;
    const scope = scopes.join(' ');
    const known = { account, context: ofGrant, kept };
    const subject = person.isNew ? undefined : account.id;
    if (scopes.includes('openid')) {
      const byScope = this.released.ofEngine();
      const releasedHere = new Set(scopes.flatMap((one) => byScope[one] ?? []));
      const all = await this.claims.ofPerson(known, client, { use: 'id_token', scope, asked: [] });
      const { sub: _sub, ...claims } = all;
      const shown = Object.entries(claims).filter(([name]) => releasedHere.has(name));
      result.idToken = withoutUndefined({
        iss: this.settings.issuer,
        sub: subject,
        aud: client.clientId,
        ...Object.fromEntries(shown),
      });
    }
    const ofOpenId = scopes.filter((one) => isPlainScope(one, ownScopes(this.settings.scopes)));
    const wanted = this.claims.wantedInAccessToken(client, ofOpenId);
    result.accessToken = {
      ...this.accessToken(client, subject, scopes, audience),
      ...(wanted.length > 0 ? await this.claims.inAccessToken(known, client, wanted) : {}),
      ...(audience === undefined ? {} : this.claims.ofLaunch(ofGrant, client, { audience, scope })),
    };
  }

  private accessToken(
    client: ClientFacts,
    sub: string | undefined,
    scopes: string[],
    aud: string | undefined,
  ): Record<string, unknown> {
    const { issuer: iss } = this.settings;
    return withoutUndefined({ iss, sub, aud, client_id: client.clientId, scope: scopes.join(' ') });
  }

  /** What becomes of one scope, and which step decides it. */
  private previewed(
    scope: string,
    facts: { client: ClientFacts; permitted: string[]; rights: string | undefined; granted: string[] },
  ): PreviewedScope {
    const { client, permitted, rights, granted } = facts;
    const own = ownScopes(this.settings.scopes);
    const isOfResource = this.resources.isOfOtherResource(scope);
    const known = isOfResource ? [scope] : permittedScopes([scope], undefined, own);
    const registered = isOfResource
      ? known.filter((one) => splitScope(client.smart_scope).includes(one))
      : permittedScopes(known, client.smart_scope, own);
    const here = registered.filter((one) => permitted.includes(one));
    const within = scopesWithinRights(here, rights);
    const given = within.filter((one) => granted.includes(one));
    if (given.length === 1 && given[0] === scope) return { scope, outcome: 'granted', granted: given };
    const lost: Array<[ScopeReason, string[], string[]]> = [
      ['unknown', [scope], known],
      ['not_registered', known, registered],
      ['not_for_this_request', registered, here],
      ['beyond_rights', here, within],
      ['not_in_context', within, given],
    ];
    const [reason] = lost.find(([, before, after]) => before.join(' ') !== after.join(' '))!;
    return { scope, outcome: given.length > 0 ? 'narrowed' : 'dropped', granted: given, reason };
  }
}

function refused(error: string, description: string): PreviewEnd {
  return new PreviewEnd({ error, description });
}

/** @throws what is no answer to the request of a client. */
function asRefusal(error: unknown): NonNullable<TokenPreviewResult['refused']> {
  if (error instanceof PreviewEnd) return error.refused;
  if (error instanceof errors.OIDCProviderError)
    return { error: error.error, description: error.error_description ?? error.message };
  if (error instanceof FhirServerUnavailableError)
    return { error: 'temporarily_unavailable', description: 'the FHIR server does not answer' };
  throw error;
}

/** Whoever sees what a client would learn about a person sees that themselves. */
function refuseUnlessAllowed({ person }: PreviewQuestion, actor: Actor): void {
  for (const needs of ['__wardkey/clients.read', ...(person ? ['__wardkey/accounts.read'] : [])] as const) {
    const verdict = can(actor, { needs: needs as '__wardkey/clients.read' });
    if (!verdict.allowed) throw new NotAllowedError(verdict.reason, verdict.missing);
  }
}

function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
