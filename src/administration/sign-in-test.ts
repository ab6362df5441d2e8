import { Injectable } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { IdTokenInspection } from '#src/federation/connectors/openid-connect/tokens/id-token-inspection.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { fhirUserUrl } from '#src/fhir-user/fhir-user-reference.js';
import { type Actor, can, COMMAND_LINE } from '#src/roles/policy.js';
import type { Trail } from '#src/sign-in/decision/trail.js';
import type { DecidedAccount } from '#src/sign-in/decision/decision.js';
import { type LocalDecision, LocalSignIn } from '#src/sign-in/password/local-sign-in.js';
import { claimedIdentity, ClaimsUnusableError } from '#src/sign-in/claimed-identity.js';
import { SignIn } from '#src/sign-in/sign-in.js';
import { NotAllowedError, UnknownFhirServerError, UnusableProviderError } from './errors.js';
import type { Finding } from './examination/report.js';
import { IdentityProviderAdministration } from './identity-provider-administration.js';

/** What a sign-in would lead to. */
export interface ExplainedDecision {
  outcome: LocalDecision['outcome'];
  /** An existing account has an `id`; one that would be made has none. */
  account: DecidedAccount | null;
  fhirUser: { reference: string; source: string } | null;
  /** Why the person would be refused. */
  reason: string | null;
  trail: Trail;
}

/** The claims of a person: as they are, or in an ID token. */
export type TestedPerson = { claims: unknown } | { idToken: string };

/** Says what a sign-in would lead to, for `wardkey explain` and the REST API alike. Changes nothing. */
@Injectable()
export class SignInTest {
  constructor(
    private readonly administration: IdentityProviderAdministration,
    private readonly definitions: IdentityProviderDefinitions,
    private readonly inspection: IdTokenInspection,
    private readonly servers: FhirServers,
    private readonly fhirClients: FhirClients,
    private readonly signIn: SignIn,
    private readonly localSignIn: LocalSignIn,
    private readonly audit: AuditLog,
  ) {}

  /**
   * A sign-in at an identity provider. One that is switched off is tested, too, so that an administrator can test it
   * beforehand.
   *
   * @param fhirServer the name of the FHIR server for which the app wants tokens; the default one when absent.
   * @returns with an ID token also what was found about the token itself.
   * @throws DefinitionNotChangedError `unknown_provider`.
   * @throws UnusableProviderError, UnknownFhirServerError, ClaimsUnusableError, NotAllowedError
   */
  async atProvider(
    scheme: string,
    person: TestedPerson,
    fhirServer: string | undefined,
    actor: Actor,
  ): Promise<ExplainedDecision & { idToken: Finding[] }> {
    const provider = await this.providerToTest(scheme, fhirServer, actor);
    const { claims, findings } =
      'claims' in person
        ? { claims: person.claims, findings: [] }
        : await this.inspection.inspect(person.idToken, provider);
    if (claims === undefined && 'idToken' in person)
      throw new ClaimsUnusableError(findings.map(({ finding }) => finding).join('; '), 'idToken');
    const identity = claimedIdentity(claims, provider);
    const decided = await this.decide(identity, provider, fhirServer, actor);
    return {
      ...decided,
      idToken: findings.map((one) => ({ ...one, what: 'ID token' })),
    };
  }

  /**
   * The identity provider, if this actor may test it.
   *
   * @throws like `atProvider`.
   */
  async providerToTest(
    scheme: string,
    fhirServer: string | undefined,
    actor: Actor,
  ): Promise<IdentityProviderSettings> {
    const definition = await this.administration.known(scheme);
    refuseUnlessAllowed(actor);
    if ('problem' in definition) throw new UnusableProviderError(definition);
    this.serverNamed(fhirServer);
    return definition.settings;
  }

  /** An identity provider, switched on or not; undefined when there is none that can be used. */
  async usableProvider(scheme: string): Promise<IdentityProviderSettings | undefined> {
    return (await this.definitions.usable()).find((one) => one.scheme === scheme);
  }

  /**
   * What the sign-in of this person would lead to.
   *
   * @param actor who asked; the log names them.
   */
  async decide(
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
    fhirServer: string | undefined,
    actor: Pick<Actor, 'clientId' | 'accountId'>,
  ): Promise<ExplainedDecision> {
    const server = this.serverNamed(fhirServer);
    const decided = explained(await this.signIn.explain(identity, provider, server));
    await this.note(decided, provider.scheme, actor);
    return decided;
  }

  /** A sign-in by password, assumed to be right. */
  async byPassword(
    email: string,
    fhirServer: string | undefined,
    clientId?: string,
  ): Promise<ExplainedDecision> {
    const server = this.serverNamed(fhirServer);
    return explained(await this.localSignIn.explain(email, server, clientId));
  }

  /**
   * Reads what a FHIR server can do, for a command: a server that runs has read it already. Without an answer, a plain
   * search is explained, which is what the server would send then.
   *
   * @throws UnknownFhirServerError
   */
  async readCapabilities(fhirServer: string | undefined): Promise<void> {
    const server = this.serverNamed(fhirServer);
    if (server) await this.fhirClients.capabilities.read(server).catch(() => undefined);
  }

  private serverNamed(name: string | undefined): FhirServer | undefined {
    if (name === undefined) return this.servers.default;
    const found = this.servers.named(name);
    if (!found)
      throw new UnknownFhirServerError(
        name,
        this.servers.all.map((one) => one.name),
      );
    return found;
  }

  /**
   * Whoever tests sees which accounts there are. So the log says about whom they asked. Whoever can run a command can
   * read the tables, so a command writes no row.
   */
  private async note(
    { outcome, reason, account }: ExplainedDecision,
    scheme: string,
    actor: Pick<Actor, 'clientId' | 'accountId'>,
  ) {
    if (actor === COMMAND_LINE) return;
    const finding = reason === null ? outcome : `${outcome}: ${reason}`;
    await this.audit.record({
      event: 'provider.tested',
      outcome: 'success',
      scheme,
      accountId: account?.id,
      clientId: actor.clientId,
      actorId: actor.accountId,
      trail: [{ step: 'test', finding, mark: 'noted' }],
    });
  }
}

function refuseUnlessAllowed(actor: Actor): void {
  // The answer tells about accounts.
  const delta = ['__wardkey/accounts.read'];
  const verdict = can(actor, { needs: '__wardkey/identity-providers.read', delta });
  const why = 'A test shows which accounts there are';
  if (!verdict.allowed) throw new NotAllowedError(verdict.reason, verdict.missing, why);
}

function explained(decision: LocalDecision): ExplainedDecision {
  const { outcome, trail, account = null } = decision;
  if (decision.outcome === 'refuse')
    return { outcome, account, fhirUser: null, reason: decision.reason, trail };
  const { fhirUser } = decision;
  return {
    outcome,
    account,
    fhirUser: fhirUser ? { reference: fhirUserUrl(fhirUser), source: fhirUser.source } : null,
    reason: null,
    trail,
  };
}
