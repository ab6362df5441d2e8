import { Injectable } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { isSameAddress } from '#src/http/addresses/canonical-address.js';
import type { FhirServer } from './fhir-server.js';

/** The FHIR servers of the settings: by name, by base URL, and the default for requests that name no FHIR server. */
@Injectable()
export class FhirServers {
  readonly all: readonly FhirServer[];
  /**
   * The one marked as default, or the only one. With several and no mark there is no default: this server does not
   * guess.
   */
  readonly default: FhirServer | undefined;

  constructor(settings: Settings) {
    this.all = settings.fhirServers.map((server) => ({
      name: server.name,
      baseUrl: withoutTrailingSlash(server.baseUrl),
      fhirVersion: server.fhirVersion,
      accessTokenFormat: server.accessTokenFormat,
      accessTokenAlgorithm: server.accessTokenAlgorithm,
      accessTokenType: server.accessTokenType,
      scopeSyntax: server.scopeSyntax,
      categoryScopes: server.categoryScopes,
      narrowWholeRecord: server.narrowWholeRecord,
      rights: server.rights,
      patientPicker: server.patientPicker,
      authorization: server.authorization,
    }));
    const marked = settings.fhirServers.findIndex((server) => server.default);
    this.default = marked >= 0 ? this.all[marked] : this.all.length === 1 ? this.all[0] : undefined;
  }

  /**
   * The FHIR server that a request is about: the one it names, else the one set for its client, else the default.
   *
   * @param resource what the request names: a base URL, or another API of the settings. Anything else was refused
   * before.
   */
  meantBy(resource: string | undefined, ofClient: string | undefined): FhirServer | undefined {
    const named = resource === undefined ? undefined : this.at(resource);
    if (named) return named;
    return ofClient === undefined ? this.default : this.named(ofClient);
  }

  named(name: string): FhirServer | undefined {
    return this.all.find((server) => server.name === name);
  }

  /** Finds a server by its base URL, in any spelling of the address. */
  at(baseUrl: string): FhirServer | undefined {
    return (
      this.all.find((server) => server.baseUrl === baseUrl) ??
      this.all.find((server) => isSameAddress(server.baseUrl, baseUrl))
    );
  }
}

function withoutTrailingSlash(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url;
}
