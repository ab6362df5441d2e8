import { Injectable } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import { Clock } from '#src/clock/clock.js';
import { instantOf } from '#src/clock/instant.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import type { FederationErrorCode } from '#src/federation/errors.js';
import type { IdentityProviderDefinition } from '#src/federation/definitions/identity-provider-definition.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { ProviderMetadataSource } from '#src/federation/connectors/openid-connect/metadata/provider-metadata.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { UpstreamLogout } from '#src/federation/logout/upstream-logout.js';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { Egress } from '#src/http/outgoing/egress.js';
import type { DraftIdentityProvider } from '../identity-provider-administration.js';
import { examineFhirServer } from './examine-fhir-server.js';
import { IdentityProviderExamination } from './examine-identity-provider.js';
import type { Finding, Report } from './report.js';

/**
 * The failures that an administrator can repair; not those that one person caused, for example by coming back too late.
 */
const REASONS_TO_FIX: readonly FederationErrorCode[] = [
  'provider_unreachable',
  'person_refused',
  'request_refused',
  'acr_not_met',
  'response_not_trusted',
];

/**
 * Contacts the servers that this one depends on, and says what has to be repaired: for `wardkey doctor` and the REST API
 * alike. Changes nothing.
 */
@Injectable()
export class ConnectionCheck {
  constructor(
    private readonly definitions: IdentityProviderDefinitions,
    private readonly providers: IdentityProviders,
    private readonly logout: UpstreamLogout,
    private readonly fhirClients: FhirClients,
    private readonly egress: Egress,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** @returns what was found about an identity provider, whether it can be used or not. */
  async ofDefinition(definition: IdentityProviderDefinition): Promise<Finding[]> {
    return findings((report) => this.definition(definition, report));
  }

  /** @returns what was found about an identity provider that is not stored. */
  async ofDraft({ provider, problem }: DraftIdentityProvider): Promise<Finding[]> {
    return findings(async (report) => {
      if (problem !== undefined) report('problem', provider.scheme, problem);
      await this.identityProvider(provider, report);
    });
  }

  async ofFhirServer(server: FhirServer): Promise<Finding[]> {
    return findings((report) => this.fhirServer(server, report));
  }

  /** Examines an identity provider, whether it can be used or not. */
  async definition(definition: IdentityProviderDefinition, report: Report): Promise<void> {
    const { scheme, origin } = definition;
    if ('problem' in definition) {
      report('problem', scheme, `its definition in the ${origin} is not used: ${definition.problem}`);
      if ((await this.definitions.all()).length > 1)
        report(
          'warning',
          scheme,
          'it still counts as an identity provider: e-mail addresses from the other identity providers identify a person only within their trustEmailDomains, and each account must name the identity provider for which it waits',
        );
      return;
    }
    const { settings: provider } = definition;
    const besideOthers = await this.definitions.problemsBesideOthers();
    for (const { path, message } of besideOthers.filter((one) => one.scheme === scheme))
      report('problem', scheme, `${path} ${message}`);
    report('ok', scheme, `defined in the ${origin}${provider.enabled ? '' : ', disabled'}`);
    await this.identityProvider(provider, report);
    await this.latestFailure(scheme, report);
  }

  /** Examines a FHIR server. */
  async fhirServer(server: FhirServer, report: Report): Promise<void> {
    await examineFhirServer(server, this.fhirClients, this.settings.fhirUser, this.clock.epoch(), report);
  }

  private async latestFailure(scheme: string, report: Report): Promise<void> {
    const failed = await this.audit.failingAt(scheme, REASONS_TO_FIX);
    if (!failed) return;
    const when = instantOf(failed.occurredAt);
    const trail = (failed.trail as Array<{ finding?: string }> | null) ?? [];
    report(
      'warning',
      scheme,
      `the latest sign-in at this identity provider, at ${when}, failed (${failed.reason}): ${trail.at(-1)?.finding ?? ''}`,
    );
  }

  private async identityProvider(provider: IdentityProviderSettings, report: Report): Promise<void> {
    const { scheme } = provider;
    // What is read here is not kept for sign-ins, and what fails here does not count against them: the definition may be
    // one that is only tried.
    const metadata = new ProviderMetadataSource(this.egress, this.clock);
    const apart = Object.assign(Object.create(Object.getPrototypeOf(provider) as object), provider, {
      scheme: `${scheme} (check)`,
    }) as IdentityProviderSettings;
    const examination = new IdentityProviderExamination(
      metadata,
      this.egress,
      this.clock,
      (mark, _what, finding) => report(mark, scheme, finding),
    );
    await examination.examine(apart, {
      redirectUri: this.providers.callbackUrl(provider),
      returnUrl: this.logout.returnUrl(scheme),
      jwksUri: this.providers.jwksUri(provider),
    });
  }
}

/** All that an examination reports, in its order. */
async function findings(examine: (report: Report) => Promise<void>): Promise<Finding[]> {
  const found: Finding[] = [];
  await examine((mark, what, finding) => void found.push({ mark, what, finding }));
  return found;
}
