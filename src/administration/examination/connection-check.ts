import { Injectable } from '@nestjs/common';
import { Clock } from '#src/clock/clock.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
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
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** @returns what was found about an identity provider, whether it can be used or not. */
  async ofDefinition(definition: IdentityProviderDefinition): Promise<Finding[]> {
    const { scheme, origin } = definition;
    if ('problem' in definition) {
      const finding = `its definition in the ${origin} is not used: ${definition.problem}`;
      return [{ mark: 'problem', what: scheme, finding }];
    }
    const besideOthers = await this.definitions.problemsBesideOthers();
    return findings(async (report) => {
      for (const { path, message } of besideOthers.filter((one) => one.scheme === scheme))
        report('problem', scheme, `${path} ${message}`);
      await this.identityProvider(definition.settings, report);
    });
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

  async identityProvider(provider: IdentityProviderSettings, report: Report): Promise<void> {
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

  async fhirServer(server: FhirServer, report: Report): Promise<void> {
    await examineFhirServer(server, this.fhirClients, this.settings.fhirUser, this.clock.epoch(), report);
  }
}

/** All that an examination reports, in its order. */
async function findings(examine: (report: Report) => Promise<void>): Promise<Finding[]> {
  const found: Finding[] = [];
  await examine((mark, what, finding) => void found.push({ mark, what, finding }));
  return found;
}
