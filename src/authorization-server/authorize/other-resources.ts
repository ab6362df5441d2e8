import { Injectable } from '@nestjs/common';
import type { ResourceSettings } from '#src/config/settings/resource.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { isSameAddress } from '#src/http/addresses/canonical-address.js';

/** The APIs of the settings that are no FHIR servers. */
@Injectable()
export class OtherResources {
  private readonly all: readonly ResourceSettings[];

  constructor(settings: Settings) {
    this.all = settings.resources;
  }

  named(name: string): ResourceSettings | undefined {
    return this.all.find((resource) => resource.name === name);
  }

  /** Whichever way the address is spelled. */
  at(address: string): ResourceSettings | undefined {
    return this.all.find(({ identifier }) => isSameAddress(identifier, address));
  }

  /** Those that know one of these scopes. */
  knowing(scopes: readonly string[]): ResourceSettings[] {
    return this.all.filter((resource) => resource.scopes.some(({ name }) => scopes.includes(name)));
  }

  /** What the settings say of a scope; undefined for a scope of no API. */
  descriptionOf(scope: string, resources: readonly ResourceSettings[] = this.all): string | undefined {
    const known = resources.flatMap(({ scopes }) => scopes).find(({ name }) => name === scope);
    return known && (known.description ?? known.name);
  }
}
